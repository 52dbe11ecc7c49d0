using Postroom.Store.Embedded.Packs;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>Copies a message's record from one pack to the end of another, checksums proven on the way.</summary>
internal static class Messages
{
    internal static BlobPlace Copy(PackReader from, BlobPlace place, EmailKey email, RecordBatch to)
    {
        var blocks = new List<ReadOnlyMemory<byte>>();
        var checksums = new List<uint>();
        from.ReadBlob(place, email, 0, place.Length, block =>
        {
            blocks.Add(block.ToArray());
            checksums.Add(Checksum.Of(block));
        });
        if (checksums.Count == 0)
        {
            checksums.Add(Checksum.Of([]));
        }

        return to.AddBlob(email, place.Length, blocks, checksums);
    }
}
