using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <content>Messages that an item cannot give: they are left out, and do not become \Seen.</content>
internal sealed partial class FetchRun
{
    private const int RefusedBatchMessages = 16; // a row of thousands of parts has a megabyte

    /// <summary>True if the message that is described now is not to be printed.</summary>
    private bool IsRefused()
    {
        foreach (IRefusingItem item in _refusing)
        {
            if (item.Refuse(_message) is { } refusal)
            {
                _refusal = refusal;
                return true;
            }
        }

        return false;
    }

    // Before \Seen is set: what is refused was not read.
    private async ValueTask<UidSet> FindRefusedAsync(MailboxSnapshot now, UidSet uids, CancellationToken cancellationToken)
    {
        var refused = new UidSetBuilder();
        var keys = new EmailKey[RefusedBatchMessages];
        foreach (MessageSlice slice in now.Slices(uids))
        {
            MessageChunk chunk = now.Chunks[slice.Chunk];
            for (int first = slice.Start, count; first < slice.Start + slice.Length; first += count)
            {
                count = Math.Min(RefusedBatchMessages, slice.Start + slice.Length - first);
                for (int i = 0; i < count; i++)
                {
                    keys[i] = new EmailKey(chunk.Columns.Emails[first + i]);
                }

                using RowSet rows = await Mailbox.ReadDerivedAsync(keys.AsMemory(0, count), cancellationToken);
                AddRefused(rows, chunk, first, count, refused);
            }
        }

        return refused.ToUidSet();
    }

    private void AddRefused(RowSet rows, MessageChunk chunk, int first, int count, UidSetBuilder refused)
    {
        var cursor = new RowCursor(rows, null, null);
        for (int i = first; i < first + count; i++)
        {
            bool isWhole = cursor.TryTake(new EmailKey(chunk.Columns.Emails[i]), out ReadOnlyMemory<byte> row, out _, out _);
            (_message.Derived, _message.Size) = (row, chunk.Columns.Sizes[i]);
            if (isWhole && Array.Exists(_refusing, item => item.Refuse(_message) is not null))
            {
                refused.Add(new Uid(chunk.Columns.Uids[i]));
            }
        }
    }
}
