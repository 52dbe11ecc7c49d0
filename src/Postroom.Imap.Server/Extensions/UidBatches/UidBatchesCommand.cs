namespace Postroom.Imap.Server;

/// <summary>UIDBATCHES (RFC 10022 §3.1): ranges of UIDs with so many messages each, the newest first. "$" stays as it is (§3.4).</summary>
internal sealed class UidBatchesCommand : ImapCommand<UidBatchesRequest>
{
    private const uint FewestMessages = 500; // §3.1.3.2: fewer would be numbers again
    private const uint MostMessages = 100_000; // that a range of batches may span (§3.1.5)

    public override CommandTraits Traits => CommandTraits.Selected | CommandTraits.ReadsMessages | CommandTraits.Quick;

    protected override UidBatchesRequest Read(ref ImapReader reader, CommandInput input) => new(UidBatchesArguments.Read(ref reader), input.Tag);

    public override async ValueTask<CommandResult> RunAsync(UidBatchesRequest request, ImapSession session, CancellationToken cancellationToken)
    {
        UidBatchesArguments asked = request.Arguments;
        if (Refusal(asked) is { } refusal)
        {
            return refusal;
        }

        SessionView view = session.View!;
        if (!view.TryAskBatches(asked))
        {
            return CommandResult.No("The same was asked, and not much has changed since", ResponseCode.Limit);
        }

        await session.Output.EnterAsync(cancellationToken);
        try
        {
            await WriteAsync(session, request.Tag, Batches(view.Messages, asked), cancellationToken);
        }
        finally
        {
            session.Output.Leave();
        }

        return CommandResult.Ok("UIDBATCHES completed");
    }

    private static CommandResult? Refusal(UidBatchesArguments asked)
    {
        if (asked.Batches is { } wrong && wrong.From > wrong.To)
        {
            return CommandResult.Bad("Invalid batch range", ResponseCode.ClientBug);
        }

        if (asked.Size < FewestMessages)
        {
            return CommandResult.No("Minimum batch size is 500", ResponseCode.TooFew);
        }

        return asked.Batches is { } range && (long)range.To - range.From + 1 > MostMessages / asked.Size
            ? CommandResult.No("Too many messages", ResponseCode.TooMany)
            : null;
    }

    // They adjoin, and the last one ends with 1, so that it is seen to be the last (§3.1.4).
    private static IEnumerable<NumberRange> Batches(ViewMessages messages, UidBatchesArguments asked)
    {
        long size = asked.Size, count = messages.Count, batches = (count + size - 1) / size;
        long last = Math.Min(batches, asked.Batches?.To ?? batches);
        for (long batch = asked.Batches?.From ?? 1; batch <= last; batch++)
        {
            long above = count - ((batch - 1) * size) + 1; // the lowest sequence number of the batch before
            uint highest = batch == 1 ? messages.LastUid : messages.UidAt((int)above) - 1;
            yield return new(batch == batches ? 1 : messages.UidAt((int)(above - size)), highest);
        }
    }

    private static async ValueTask WriteAsync(ImapSession session, byte[] tag, IEnumerable<NumberRange> batches, CancellationToken cancellationToken)
    {
        ResponseWriter output = session.Output;
        output.IsBroken = true; // until the line is whole: of two million messages it has 60 KB
        WriteStart(session, tag);
        bool isFirst = true;
        foreach (NumberRange batch in batches)
        {
            ResponseLines.WriteNamed(output.Buffer, isFirst ? " "u8 : ","u8, batch.Last);
            ResponseLines.WriteNamed(output.Buffer, ":"u8, batch.First);
            isFirst = false;
            await output.FlushIfLargeAsync(cancellationToken);
        }

        output.Write("\r\n"u8);
        output.IsBroken = false;
    }

    private static void WriteStart(ImapSession session, byte[] tag)
    {
        var writer = new ImapWriter(session.Output.Buffer, session.Dialect);
        UidBatchesResponse.WriteStart(ref writer, tag);
    }
}

/// <summary>What UIDBATCHES asks for.</summary>
/// <param name="Arguments">As the grammar has them.</param>
/// <param name="Tag">The response names it.</param>
internal sealed record UidBatchesRequest(UidBatchesArguments Arguments, byte[] Tag);
