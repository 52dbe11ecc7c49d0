using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>SEARCH and UID SEARCH (RFC 3501 §6.4.4; RETURN: RFC 4466 §2.6).</summary>
internal sealed class SearchCommand : ImapCommand<SearchRequest>
{
    public override CommandTraits Traits =>
        CommandTraits.Selected | CommandTraits.ReadsMessages | CommandTraits.UsesSequenceNumbers | CommandTraits.ForbidsExpunge
        | CommandTraits.MayBeOvertaken;

    public override bool HasUidForm => true;

    protected override SearchRequest Read(ref ImapReader reader, CommandInput input)
    {
        SearchArguments search = SearchArguments.Read(ref reader);
        if (input.Session.IsUidOnly && SearchSets.HasNumberSet(search.Keys))
        {
            throw Refusals.NoNumbers(reader.Position);
        }

        if (input.Session.IsRev2 && SearchKeys.Any(search.Keys, static key => key is NamedSearchKey { Name: "NEW" or "OLD" or "RECENT" }))
        {
            throw new ImapSyntaxException("Unknown search key: there is no \\Recent in IMAP4rev2", reader.Position);
        }

        if (input.Session.HasUtf8Accept && search.Charset is not null)
        {
            throw new ImapSyntaxException("No CHARSET is taken once UTF8=ACCEPT is enabled", reader.Position); // RFC 9755
        }

        // "If no result option is specified ..., ALL is assumed" (RFC 9051 §6.4.4); before that the answer is SEARCH.
        ValueList<CommandOption>? asksFor = search.ReturnOptions ?? (input.Session.IsRev2 ? default(ValueList<CommandOption>) : default(ValueList<CommandOption>?));
        if (asksFor is not { } options)
        {
            return new(search, input.IsUid, input.Tag, null);
        }

        Dictionary<string, ISearchReturn> known = input.Session.Protocol.Registry.SearchReturns;
        if (known.Count == 0)
        {
            throw new ImapSyntaxException("Unknown search key RETURN", reader.Position); // nobody announced ESEARCH
        }

        CommandOptions.Demand(options, known.Keys, "SEARCH return option", reader.Position);
        ValueList<CommandOption> asked = options.IsEmpty ? [AllReturn.Option] : options;
        List<(CommandOption, ISearchReturn)> returns = new(asked.Count);
        foreach (CommandOption option in CommandOptions.Distinct(asked))
        {
            ISearchReturn part = known[option.Name];
            part.Demand(option, asked, reader.Position);
            returns.Add((option, part));
        }

        return new(search, input.IsUid, input.Tag, returns);
    }

    protected override CommandTraits TraitsOf(SearchRequest search)
    {
        // UID SEARCH names sequence numbers only if one stands among its keys (RFC 3501 §5.5); then nothing may vanish during it either (RFC 7162 §3.2.10.2).
        CommandTraits traits = !search.IsUid || SearchSets.NamesSequenceNumbers(search.Arguments.Keys)
            ? Traits
            : Traits & ~(CommandTraits.ForbidsExpunge | CommandTraits.UsesSequenceNumbers);

        // What follows may mean "$" as this search leaves it (RFC 5182 §2.1).
        return search.Saves ? traits & ~CommandTraits.MayBeOvertaken : traits;
    }

    public override async ValueTask<CommandResult> RunAsync(SearchRequest search, ImapSession session, CancellationToken cancellationToken)
    {
        SessionView view = session.View!;
        CommandResult result = await SearchAsync(search, session, view, cancellationToken);
        if (search.Saves && result.Status == CommandStatus.No)
        {
            view.TrySave(UidSet.Empty); // "the search result variable ... is reset to the empty sequence" (RFC 5182 §2.1)
        }

        return result;
    }

    private static async ValueTask<CommandResult> SearchAsync(SearchRequest search, ImapSession session, SessionView view, CancellationToken cancellationToken)
    {
        ViewMessages messages = view.Messages;
        if (SearchSets.Resolve(search.Arguments.Keys, view, messages) is not { } keys)
        {
            return Refusals.NoSuchNumber;
        }

        (keys, MessageLimitCode? limited) = MessageLimits.Take(keys, messages, session.Protocol.MessageLimit);
        if (!SearchCharsets.TryFind(search.Arguments.Charset, out string charset))
        {
            return CommandResult.No("This charset is not known", SearchCharsets.BadCharset);
        }

        if (search.NamesModSeq)
        {
            await session.BecomeCondStoreAwareAsync(cancellationToken);
        }

        using var work = new LongWork(session.Server, cancellationToken);
        SearchResult result;
        Dictionary<EmailKey, DamagedMessageException> damaged = [];
        var query = new MailboxQuery(keys, charset, view.IsRecent)
        {
            Memory = session.Server.SearchMemory,
            Now = session.Server.Time.GetUtcNow(),
            Damaged = (email, damage) => damaged.TryAdd(email, damage),
            Looked = (done, all) => session.Progress.Tell(search.Tag, done, all),
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

        var answer = new SearchAnswer(session, messages, result, search.IsUid);
        UidSet? spoken = search.Speaks(answer);
        if (search.Saves && !view.TrySave(spoken ?? answer.Uids()))
        {
            return CommandResult.No("Too many search results are kept already", ResponseCode.NotSaved);
        }

        bool tellsModSeq = search.NamesModSeq && !answer.IsEmpty && spoken is not { IsEmpty: true };
        ModSeq? highest = tellsModSeq ? result.HighestModSeq(spoken) : null;
        await AnswerAsync(search, answer, result.Unreadable, highest, cancellationToken);
        return CommandResult.Ok("SEARCH completed") with { Limited = limited };
    }

    private static async ValueTask AnswerAsync(
        SearchRequest search, SearchAnswer answer, UidSet unreadable, ModSeq? highest, CancellationToken cancellationToken)
    {
        ImapSession session = answer.Session;
        await session.Output.EnterAsync(cancellationToken);
        try
        {
            if (!unreadable.IsEmpty)
            {
                WriteUnreadable(session, unreadable);
            }

            if (search.Returns is not { } returns)
            {
                await SearchPrinter.WriteSearchAsync(answer, highest, cancellationToken);
            }
            else if (search.Prints)
            {
                await SearchPrinter.WriteESearchAsync(answer, search.Tag, returns, highest, cancellationToken);
            }
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
