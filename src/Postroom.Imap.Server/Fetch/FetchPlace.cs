using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>Where a message is: in a snapshot, or among those that were expunged; in neither when it is gone for good.</summary>
internal readonly record struct FetchPlace(MessageChunk? Chunk, int Index, ExpungedMessage? Expunged)
{
    internal bool IsFound => Chunk is not null || Expunged is not null;

    internal long Size => Chunk?.Columns.Sizes[Index] ?? Expunged?.Size ?? 0;

    internal EmailKey Email => Chunk is not null ? new(Chunk.Columns.Emails[Index]) : Expunged!.Email;
}
