using System.Globalization;

namespace Postroom.Server.Tests;

/// <summary>A test that mounts a file system of its own: root on Linux, with CAP_SYS_ADMIN, which many containers do not give; skipped, with the reason, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    private const int SysAdmin = 21; // capabilities(7)

    public MountFactAttribute() => Skip = WhyNot;

    public static string? WhyNot => !OperatingSystem.IsLinux() ? "needs Linux" : CanMount() ? null : "needs CAP_SYS_ADMIN";

    private static bool CanMount()
    {
        string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        return (ulong.Parse(line["CapEff:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> SysAdmin & 1) != 0;
    }
}
