namespace Postroom.Server;

/// <summary>Where mail lies when nobody says where.</summary>
internal static class DataFolders
{
    /// <summary>/var/lib/postroom for root, otherwise postroom in the user's own application data.</summary>
    public static string Default { get; } = Environment.GetEnvironmentVariable("POSTROOM_DATA") is { Length: > 0 } given
        ? given
        : Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? "/var/lib/postroom"
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "postroom");

    /// <summary>The demo's own folder, so that trying it out never mixes with real mail.</summary>
    public static string Demo => Default + "-demo";
}
