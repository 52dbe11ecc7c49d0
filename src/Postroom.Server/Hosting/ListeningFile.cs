using System.Net;
using System.Text.Json;

namespace Postroom.Server;

/// <summary>DIR/run/listening.json: which addresses were taken, by setting; for scripts and tests that ask for port 0.</summary>
internal static class ListeningFile
{
    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "run", "listening.json");

    /// <summary>Written whole under another name first: a reader never sees half of it.</summary>
    public static void Write(string dataFolder, IEnumerable<Door> doors)
    {
        string path = PathIn(dataFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (FileStream file = File.Create(path + ".new"))
        {
            // By hand: a serializer looks at types first, for a tenth of the whole start.
            using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            foreach (Door door in doors)
            {
                json.WriteStartArray(door.Key);
                foreach (IPEndPoint end in door.EndPoints)
                {
                    json.WriteStringValue(end.ToString());
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    public static void Remove(string dataFolder)
    {
        if (File.Exists(PathIn(dataFolder)))
        {
            File.Delete(PathIn(dataFolder));
        }
    }
}
