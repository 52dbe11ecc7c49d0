using System.Buffers;
using Postroom.Store;

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

        using var work = new LongWork(session, cancellationToken);
        UidSet found;
        try
        {
            found = await MailboxSearch.RunAsync(view.Mailbox, new MailboxQuery(keys, charset, view.IsRecent), work.Token);
        }
        catch (OperationCanceledException) when (work.IsOverLimit)
        {
            return Refusals.TookTooLong;
        }

        await WriteAsync(session, messages, found, search.IsUid, cancellationToken);
        return CommandResult.Ok("SEARCH completed");
    }

    private static async ValueTask WriteAsync(ImapSession session, ViewMessages messages, UidSet found, bool isUid, CancellationToken cancellationToken)
    {
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            IBufferWriter<byte> output = session.Output.Buffer;
            output.Write("* SEARCH"u8);
            foreach (NumberRange range in found.Ranges)
            {
                int last = messages.CountBelow((ulong)range.Last + 1);
                for (int sequence = messages.CountBelow(range.First) + 1; sequence <= last; sequence++)
                {
                    ResponseLines.WriteNamed(output, " "u8, isUid ? messages.UidAt(sequence) : sequence);
                }
            }

            output.Write("\r\n"u8);
        }
        finally
        {
            session.Output.Leave();
        }
    }
}
