using System.Globalization;
using System.Runtime.Versioning;

namespace Postroom.Server;

/// <summary>Files that hold secrets: which of them others on this machine can read is said at the start.</summary>
internal static class SecretFiles
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
    private const UnixFileMode AllButOwner = Others | UnixFileMode.GroupRead;

    /// <summary>A warning for each that is open to who has no business with it.</summary>
    public static void Check(PostroomSettings settings, string dataFolder, ConsoleLog log)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // rights there are lists, which folders pass on
        }

        // What we made is ours alone; what an administrator gave may be a group's to read, as Debian's ssl-cert has it.
        foreach (string name in (string[])["server.db", "secret"])
        {
            Check(Path.Combine(dataFolder, name), AllButOwner, log);
        }

        IReadOnlyList<string> keys = settings.Get(PostroomSettings.TlsKey);
        foreach (string path in (string[])
            [
                .. keys.Count > 0 ? keys : settings.Get(PostroomSettings.TlsCertificate),
                settings.Get(PostroomSettings.LdapBindPasswordFile), settings.Get(PostroomSettings.OAuthClientSecretFile), settings.Get(PostroomSettings.KerberosKeytab),
            ])
        {
            if (path.Length > 0)
            {
                Check(path, Others, log);
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void Check(string path, UnixFileMode tooMuch, ConsoleLog log)
    {
        if (File.Exists(path) && File.GetUnixFileMode(path) is var mode && (mode & tooMuch) != 0)
        {
            log.Warning($"{path} holds a secret and is open to others on this machine (mode {Octal(mode)}): `chmod {Octal(mode & ~AllButOwner)} {path}` closes it.");
        }
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(3, '0').ToString(CultureInfo.InvariantCulture);
}
