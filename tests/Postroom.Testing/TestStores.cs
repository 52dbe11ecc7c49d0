using Postroom.Store.Embedded;
using Postroom.Store.Engine;
using Postroom.Store.Memory;

namespace Postroom.Testing;

/// <summary>The store engines that every protocol test runs on. This is the one place where an engine is plugged in.</summary>
public static class TestStores
{
    /// <summary>All of them, in the order in which they are tried.</summary>
    /// <remarks>An engine is one line here.</remarks>
    public static IReadOnlyList<TestStore> All { get; } =
    [
        new TestStore("memory", static _ => new(new ImapServerFixture(static _ => ValueTask.FromResult<IStoreEngine>(new MemoryStoreEngine())))),
        new TestStore("embedded", static _ => new(Embedded(Path.Combine(Path.GetTempPath(), "postroom-test-" + Guid.NewGuid().ToString("n"))))),
    ];

    /// <summary>Not started yet, on the embedded engine in a folder that goes with it.</summary>
    public static ImapServerFixture Embedded(string path)
    {
        return new ImapServerFixture(
            time => ValueTask.FromResult<IStoreEngine>(EmbeddedStore.Open(DataFolder.Open(path, create: true), new EmbeddedOptions(), time)),
            () => Directory.Delete(path, recursive: true));
    }
}
