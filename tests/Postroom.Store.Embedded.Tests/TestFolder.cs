namespace Postroom.Store.Embedded.Tests;

/// <summary>An empty folder for one test, gone afterwards.</summary>
public sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("postroom-store-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
