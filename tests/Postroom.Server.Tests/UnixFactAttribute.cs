namespace Postroom.Server.Tests;

/// <summary>A test of what Linux and macOS have and Windows does not; skipped there, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such limit" : null;
}
