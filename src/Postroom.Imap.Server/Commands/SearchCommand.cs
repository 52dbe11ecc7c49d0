using System.Buffers;
using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>SEARCH and UID SEARCH (RFC 3501 §6.4.4).</summary>
internal sealed class SearchCommand : ImapCommand<ForMessages<SearchArguments>>
{
    public override CommandTraits Traits =>
        CommandTraits.Selected | CommandTraits.ReadsMessages | CommandTraits.UsesSequenceNumbers | CommandTraits.ForbidsExpunge
        | CommandTraits.MayBeOvertaken;

    public override bool HasUidForm => true;

    protected override ForMessages<SearchArguments> Read(ref ImapReader reader, CommandInput input)
    {
        SearchArguments search = SearchArguments.Read(ref reader);
        if (search.ReturnOptions is { } options)
        {
            HashSet<string> taken = input.Session.Protocol.Registry.SearchReturns;
            if (taken.Count == 0)
            {
                throw new ImapSyntaxException("Unknown search key RETURN", reader.Position); // nobody announced ESEARCH
            }

            CommandOptions.Demand(options, taken, "SEARCH return option", reader.Position);
        }

        return new(search, input.IsUid);
    }

    // UID SEARCH names sequence numbers only if one stands among its keys (RFC 3501 §5.5).
    protected override CommandTraits TraitsOf(ForMessages<SearchArguments> search) => !search.IsUid ? Traits
        : SearchSets.NamesSequenceNumbers(search.Arguments.Keys) ? Traits & ~CommandTraits.ForbidsExpunge
        : Traits & ~(CommandTraits.ForbidsExpunge | CommandTraits.UsesSequenceNumbers);

    public override async ValueTask<CommandResult> RunAsync(ForMessages<SearchArguments> search, ImapSession session, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;
        ViewMessages messages = view.Messages;
        if (SearchSets.Resolve(search.Arguments.Keys, view, messages) is not { } keys)
        {
            return Refusals.NoSuchNumber;
        }

        if (!SearchCharsets.TryFind(search.Arguments.Charset, out string charset))
        {
            return CommandResult.No("This charset is not known", SearchCharsets.BadCharset);
        }

        using var work = new LongWork(session.Server, cancellationToken);
        SearchResult result;
        Dictionary<EmailKey, DamagedMessageException> damaged = [];
        var query = new MailboxQuery(keys, charset, view.IsRecent)
        {
            Memory = session.Server.SearchMemory,
            Damaged = (email, damage) => damaged.TryAdd(email, damage),
        };
        try
        {
            result = await MailboxSearch.RunAsync(view.Mailbox, query, work.Token);
        }
        catch (OperationCanceledException) when (work.IsOverLimit)
        {
            return Refusals.TookTooLong;
        }

        foreach ((EmailKey email, DamagedMessageException damage) in damaged)
        {
            Log.Damaged(session.Server.Logger, damage, email.Value);
        }

        await WriteAsync(session, messages, result, search.IsUid, cancellationToken);
        return CommandResult.Ok("SEARCH completed");
    }

    private static async ValueTask WriteAsync(ImapSession session, ViewMessages messages, SearchResult result, bool isUid, CancellationToken cancellationToken)
    {
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            if (!result.Unreadable.IsEmpty)
            {
                WriteUnreadable(session, result.Unreadable);
            }

            session.Output.IsBroken = true; // until the line is whole: a large one leaves in parts
            IBufferWriter<byte> output = session.Output.Buffer;
            output.Write("* SEARCH"u8);
            foreach (NumberRange range in result.Ranges())
            {
                int last = messages.CountBelow((ulong)range.Last + 1);
                for (int sequence = messages.CountBelow(range.First) + 1; sequence <= last; sequence++)
                {
                    ResponseLines.WriteNamed(output, " "u8, isUid ? messages.UidAt(sequence) : sequence);
                    await session.Output.FlushIfLargeAsync(cancellationToken);
                }
            }

            output.Write("\r\n"u8);
            session.Output.IsBroken = false;
        }
        finally
        {
            session.Output.Leave();
        }
    }

    // "The untagged form indicates a warning; the command can still complete successfully" (RFC 3501 §7.1.2).
    private static void WriteUnreadable(ImapSession session, UidSet unreadable)
    {
        const int MostRanges = 50;
        string which = string.Join(',', unreadable.Ranges[..Math.Min(unreadable.Ranges.Length, MostRanges)].ToArray().Select(static range =>
            range.First == range.Last ? $"{range.First}" : $"{range.First}:{range.Last}"));
        string more = unreadable.Ranges.Length > MostRanges ? " and others" : "";
        ResponseLines.WriteWarning(
            session.Output.Buffer, session.Dialect, ResponseCode.ServerBug,
            $"Messages that cannot be read were left out where a key asks for their text: UID {which}{more}");
    }
}
