using System.Security.Cryptography;

namespace Postroom.Server;

/// <summary>Random octets that this server keeps for itself: what salts of names that do not exist come from.</summary>
internal static class ServerSecret
{
    private const int Octets = 32;

    public static byte[] LoadOrMake(string dataFolder)
    {
        string path = Path.Combine(dataFolder, "secret");
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: Octets } kept)
        {
            return kept;
        }

        byte[] secret = RandomNumberGenerator.GetBytes(Octets);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream stream = new(path, options);
        stream.Write(secret);
        return secret;
    }
}
