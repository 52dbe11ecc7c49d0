using System.Text.Json;

namespace Postroom.Server;

/// <summary>DIR/run/listening.json: which addresses were taken, by setting; for scripts and tests that ask for port 0.</summary>
internal static class ListeningFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "run", "listening.json");

    /// <summary>Written whole under another name first: a reader never sees half of it.</summary>
    public static void Write(string dataFolder, IEnumerable<Door> doors)
    {
        string path = PathIn(dataFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Dictionary<string, string[]> addresses = doors.ToDictionary(door => door.Key, door => door.EndPoints.Select(end => end.ToString()).ToArray(), StringComparer.Ordinal);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(addresses, Indented));
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
