namespace Postroom.Imap.Server;

// "To prevent server overload, the client MUST NOT resend UIDBATCHES" while the mailbox is much as it was (RFC 10022 §3.1.1, §6).
public sealed partial class SessionView
{
    private const int MostBatchesAsked = 256; // kept; who asks for so many different ones is let off the oldest

    private List<BatchesAsked>? _batchesAsked;

    /// <summary>False if just this was asked, and less than half a batch of messages has come since, and less gone.</summary>
    internal bool TryAskBatches(UidBatchesArguments asked)
    {
        _batchesAsked ??= [];
        _batchesAsked.RemoveAll(IsOutdated);
        if (_batchesAsked.Exists(before => before.Asked == asked))
        {
            return false;
        }

        if (_batchesAsked.Count == MostBatchesAsked)
        {
            _batchesAsked.RemoveAt(0);
        }

        _batchesAsked.Add(new(asked, Messages.LastUid, Messages.Count));
        return true;
    }

    private bool IsOutdated(BatchesAsked before)
    {
        int left = Messages.CountBelow((ulong)before.LastUid + 1); // of those that were there
        uint half = before.Asked.Size / 2;
        return Messages.Count - left >= half || before.Count - left >= half;
    }

    private readonly record struct BatchesAsked(UidBatchesArguments Asked, uint LastUid, int Count);
}
