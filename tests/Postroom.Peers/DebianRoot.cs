using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Postroom.Peers;

/// <summary>
/// The small Debian that tests/debian-root unpacked (POSTROOM_DEBIAN, or artifacts/debian): its programs run there by chroot, so
/// that nothing is installed on the machine and packages that exclude one another can stand side by side.
/// </summary>
public static class DebianRoot
{
    private static readonly string Base =
        Environment.GetEnvironmentVariable("POSTROOM_DEBIAN") ?? Path.Combine(Checkout.Artifacts, "debian");

    /// <summary>The folder that the programs see as /.</summary>
    public static string Folder => Path.Combine(Base, "root");

    /// <summary>Why nothing can be run here, or null.</summary>
    public static string? WhyNot { get; } =
        !OperatingSystem.IsLinux() ? "needs Linux"
        : Environment.UserName != "root" ? "needs root"
        : !File.Exists(Path.Combine(Base, "ready")) ? "needs tests/debian-root to have run (./test does it)"
        : null;

    /// <summary>How to start a program of the root: program and arguments for a process.</summary>
    /// <param name="home">HOME and the working folder, as seen inside.</param>
    public static ProcessStartInfo Command(string home, string program, IEnumerable<string> arguments) =>
        new("unshare", [$"--root={Folder}", $"--wd={home}", "/usr/bin/env", "-i", .. Variables(home), program, .. arguments]);

    /// <summary>The same as one line for a shell.</summary>
    public static string CommandLine(string home, string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = Command(home, program, arguments);
        return string.Join(' ', start.ArgumentList.Prepend(start.FileName).Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
    }

    public static Task<ToolResult> RunAsync(
        string home, string program, IEnumerable<string> arguments, string? input = null, TimeSpan? patience = null)
    {
        ProcessStartInfo start = Command(home, program, arguments);
        return ToolProcess.RunAsync(start.FileName, start.ArgumentList, input, patience);
    }

    private static string[] Variables(string home) =>
    [
        $"HOME={home}", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "TERM=vt100", "USER=root", "LOGNAME=root", "TZ=UTC",
        "PYTHONDONTWRITEBYTECODE=1",
    ];
}

/// <summary>A client's home inside the <see cref="DebianRoot"/>, gone when disposed.</summary>
public sealed class ClientHome : IDisposable
{
    public ClientHome(string name)
    {
        Inside = $"/tmp/{name}-{Guid.NewGuid():N}";
        Folder = DebianRoot.Folder + Inside;
        Directory.CreateDirectory(Folder);
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The folder as the client sees it.</summary>
    public string Inside { get; }

    /// <summary>The folder as this process sees it.</summary>
    public string Folder { get; }

    /// <summary>A file or folder in it, as this process sees it.</summary>
    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>Writes a file that only its owner may read (clients refuse password files that others can).</summary>
    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>The same for octets.</summary>
    public void Write(string name, byte[] octets)
    {
        string path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, octets);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public Task<ToolResult> RunAsync(string program, params string[] arguments) => DebianRoot.RunAsync(Inside, program, arguments);

    public Task<ToolResult> RunWithInputAsync(string input, string program, params string[] arguments) =>
        DebianRoot.RunAsync(Inside, program, arguments, input);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
