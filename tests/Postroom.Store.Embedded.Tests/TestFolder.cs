namespace Postroom.Store.Embedded.Tests;

/// <summary>An empty folder for one test, gone afterwards.</summary>
public sealed class TestFolder : IDisposable
{
    // In memory where there is such a place: a thousand crashes need no disk.
    public string Path { get; } = System.IO.Path.Combine(
        OperatingSystem.IsLinux() && Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath(), $"postroom-store-{Guid.NewGuid():N}");

    public TestFolder() => Directory.CreateDirectory(Path);

    public void Dispose()
    {
        Faults.FaultyVfs.Detach(Path);
        Directory.Delete(Path, recursive: true);
    }
}
