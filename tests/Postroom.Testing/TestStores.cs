namespace Postroom.Testing;

/// <summary>The store engines that every protocol test runs on. This is the one place where an engine is plugged in.</summary>
public static class TestStores
{
    /// <summary>All of them, in the order in which they are tried.</summary>
    /// <remarks>An engine is one line here: <c>new TestStore("embedded", InProcessServer.StartEmbeddedAsync)</c>.</remarks>
    public static IReadOnlyList<TestStore> All { get; } = [];
}
