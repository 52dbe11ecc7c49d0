using System.Net;
using System.Text.Json;

namespace Postroom.Server;

/// <summary>DIR/run/listening.json: which addresses were taken, by setting; for scripts and tests that ask for port 0.</summary>
internal static class ListeningFile
{
    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "run", "listening.json");

    /// <summary>Writes it; a disk that is full does not keep a server from its clients, who may remove mail from it.</summary>
    /// <returns>False when there is no room: then there is none at all, not that of an earlier server.</returns>
    public static bool TryWrite(string dataFolder, IEnumerable<Door> doors)
    {
        try
        {
            Write(dataFolder, doors);
            return true;
        }
        catch (IOException e) when (SystemFailure.IsFull(e))
        {
            Remove(dataFolder);
            return false;
        }
    }

    // Whole under another name first: a reader never sees half of it.
    private static void Write(string dataFolder, IEnumerable<Door> doors)
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
