using System.Security.Cryptography;

namespace Postroom.Server;

/// <summary>Random octets that this server keeps for itself: what salts of names that do not exist come from, and the key of passwords that can be had back.</summary>
internal static class ServerSecret
{
    private const int Octets = 32;

    /// <exception cref="ConfigurationException">It is there and damaged.</exception>
    public static byte[] LoadOrMake(string dataFolder)
    {
        string path = Path.Combine(dataFolder, "secret");
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: > 0 } kept) // an empty one is what a crash left of the first start
        {
            return kept.Length == Octets
                ? kept
                : throw new ConfigurationException(
                    $"{path} has {kept.Length} octets and not {Octets}: put it back from a copy, or remove it. Without it, passwords kept for CRAM-MD5 must be set anew.");
        }

        byte[] secret = RandomNumberGenerator.GetBytes(Octets);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // On the disk before anything is sealed with it: server.db, which has that, is synced each time.
        string temporary = path + ".new";
        File.Delete(temporary); // one that a crash left keeps its mode
        using (FileStream stream = new(temporary, options))
        {
            stream.Write(secret);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return secret;
    }
}
