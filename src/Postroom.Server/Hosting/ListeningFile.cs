using System.Text;

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
        File.WriteAllText(path + ".new", Json(doors));
        File.Move(path + ".new", path, overwrite: true);
    }

    // By hand, since nothing in it needs escaping: the framework's writers cost a tenth of the whole start.
    private static string Json(IEnumerable<Door> doors)
    {
        var json = new StringBuilder("{");
        foreach (Door door in doors)
        {
            json.Append(json.Length > 1 ? ",\n" : "\n").Append("  \"").Append(door.Key).Append("\": [");
            for (int i = 0; i < door.EndPoints.Count; i++)
            {
                json.Append(i > 0 ? ", \"" : "\"").Append(door.EndPoints[i].ToString()).Append('"');
            }

            json.Append(']');
        }

        return json.Append("\n}\n").ToString();
    }

    public static void Remove(string dataFolder)
    {
        if (File.Exists(PathIn(dataFolder)))
        {
            File.Delete(PathIn(dataFolder));
        }
    }
}
