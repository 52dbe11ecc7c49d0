namespace Postroom.Store.Embedded.Packs;

/// <summary>A pack file in use. Dispose it once for each time it was handed out.</summary>
internal sealed class PackLease(PackHandles owner, PackReader reader) : IDisposable
{
    // A single message's file does not know its number: the name does.
    internal long Number { get; } = PackNames.TryParse(reader.Name, out _, out long number) ? number : reader.Header.Number;

    internal PackReader Reader => reader;

    internal int Users { get; set; }

    internal long LastUse { get; set; }

    public void Dispose() => owner.Release(this);
}
