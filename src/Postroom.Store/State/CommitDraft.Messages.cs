using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

internal sealed partial class CommitDraft
{
    private const int RowsOfMessage = 3; // its identity, what was derived, its header

    private readonly Dictionary<(StagedMessage, InternalDate), KeptMessage> _staged = [];
    private Dictionary<RowKey, ReadOnlyMemory<byte>> _threads = [];

    private async ValueTask<Outcome?> AddAsync(AddMessage add, KeptMessage? kept)
    {
        if (await OpenAsync(add.Mailbox, Right.Insert, RefusalReason.TryCreate).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        if (add.Message.Length > _options.MaxMessageOctets)
        {
            return Refuse(RefusalReason.TooBig, "The message is too large.");
        }

        if (!HasRoom(mailbox, 1) || !TryResolve(mailbox, add.Flags, create: MayWrite(mailbox), out FlagWord flags))
        {
            return null;
        }

        InternalDate date = add.InternalDate ?? new InternalDate(_time);
        KeptMessage email = kept ?? NewEmail(add.Message, date);
        (flags, ulong own) = Split(mailbox, flags);
        var entry = new NewEntry(
            email.Email.Value, add.Message.Length, date.Value.ToUnixTimeSeconds(), (short)date.Value.Offset.TotalMinutes, flags) { Private = own };
        return TryAdd(mailbox, entry, out Uid uid) ? new MessageAdded(mailbox.UidValidity, uid, email.Id) : null;
    }

    // The same message with the same date is one email in all mailboxes that the commit brings it to.
    private KeptMessage NewEmail(StagedMessage message, InternalDate date)
    {
        if (!_staged.TryGetValue((message, date), out KeptMessage email))
        {
            EmailId id = EmailId.New();
            _staged.Add((message, date), email = new KeptMessage(NewEmail(message, id, default), id));
        }

        return email;
    }

    /// <param name="message">Its bytes and rows.</param>
    /// <param name="id">Its EMAILID.</param>
    /// <param name="known">The thread that it has elsewhere, or empty.</param>
    private EmailKey NewEmail(StagedMessage message, EmailId id, ThreadId known)
    {
        var email = new EmailKey(_state.Counters.Email + 1);
        _state = _state with { Counters = _state.Counters with { Email = email.Value } };
        ThreadId thread = ThreadOf(message.ThreadKeys, known);
        var key = new RowKey(email.Value);
        Write(StoreTable.Email, key, EmailCodec.Write(new EmailIdentity(id, thread, message.Length)));
        Write(StoreTable.Derived, key, message.DerivedRow);
        Write(StoreTable.Header, key, message.HeaderRow);
        if (!message.OriginalRow.IsEmpty)
        {
            Write(StoreTable.Original, key, message.OriginalRow);
        }

        Blobs.Add(new BlobWrite(email, message.Bytes));
        return email;
    }

    // Its own Message-ID first, then what it refers to, nearest last. The nearest that is known wins; all of them lead to it from now on.
    private ThreadId ThreadOf(IReadOnlyList<ulong> keys, ThreadId given)
    {
        ThreadId thread = given;
        for (int i = keys.Count; thread.IsEmpty && i > 0; i--)
        {
            int at = i == keys.Count ? 0 : i; // own, then nearest reference, then farther ones
            thread = _threads.TryGetValue(new RowKey((long)keys[at]), out ReadOnlyMemory<byte> row) ? EmailCodec.ReadThread(row.Span) : default;
        }

        thread = thread.IsEmpty ? ThreadId.New() : thread;
        foreach (ulong hash in keys)
        {
            var key = new RowKey((long)hash);
            if (!_threads.ContainsKey(key))
            {
                _threads.Add(key, EmailCodec.WriteThread(thread));
                Write(StoreTable.Thread, key, _threads[key]);
            }
        }

        return thread;
    }

    // All at once, before the first message: a batch of a hundred asks the engine a few times, not two thousand.
    private async ValueTask PrepareThreadsAsync(Commit commit)
    {
        RowKey[] keys =
        [
            .. commit.Changes
                .SelectMany(static change => change switch
                {
                    AddMessage add => add.Message.ThreadKeys,
                    KeepEmails keep => keep.Emails.SelectMany(static email => email.Message.ThreadKeys),
                    _ => [],
                })
                .Select(static hash => new RowKey((long)hash)),
        ];
        if (keys.Length > 0)
        {
            _threads = await _rows.FindAsync(StoreTable.Thread, keys).ConfigureAwait(false);
            _writes.EnsureCapacity(keys.Length + (RowsOfMessage * commit.Changes.Count));
        }
    }

    private async ValueTask<Outcome?> ChangeFlagsAsync(ChangeFlags change)
    {
        if (await OpenAsync(change.Mailbox, Right.Lookup).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        ulong settable = Settable(mailbox);
        if (!MayChange(change, settable))
        {
            return RefuseRight();
        }

        if (!TryResolve(mailbox, change.Flags, create: change.Kind != FlagChangeKind.Remove && MayWrite(mailbox), out FlagWord word))
        {
            return null;
        }

        if (_options.FlagDurability == Durability.Synced)
        {
            Durability = Durability.Synced;
        }

        return mailbox.ChangeFlags(
            change.Uids, change.Kind, word, settable, change.UnchangedSince is { } since ? (long)since.Value : null, ActorIn(mailbox));
    }

    private async ValueTask<Outcome?> DropKeywordsAsync(DropNamelessKeywords drop)
    {
        if (await OpenAsync(drop.Mailbox, Right.Administer).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        NamelessKeywords nameless = NamelessKeywords.Of(mailbox.Current());
        Durability = Durability.Synced;
        return mailbox.ChangeFlags(nameless.Uids, FlagChangeKind.Remove, nameless.Word, ulong.MaxValue, unchangedSince: null, actor: null);
    }

    private bool TryResolve(MailboxDraft mailbox, IReadOnlyList<Flag> flags, bool create, out FlagWord word)
    {
        word = default;
        foreach (Flag flag in flags)
        {
            if (flag.Name.Length > _options.MaxKeywordOctets)
            {
                Refuse(RefusalReason.Limit, "A keyword is too long.");
                return false;
            }
        }

        if (!mailbox.Keywords.TryResolve(flags, create, out word))
        {
            Refuse(RefusalReason.Limit, "The mailbox has too many keywords.");
            return false;
        }

        return true;
    }

    private async ValueTask<Outcome?> CopyAsync(CopyMessages copy)
    {
        return await OpenForCopyAsync(copy).ConfigureAwait(false) is var (source, target) ? CopyEach(copy, source, target, null) : null;
    }

    private MessagesCopied? CopyEach(CopyMessages copy, MailboxDraft source, MailboxDraft target, PreparedRemoval? removal)
    {
        MailboxSnapshot from = source.Current();
        var sourceUids = new UidSetBuilder();
        var targetUids = new UidSetBuilder();
        foreach (MessageSlice slice in from.Slices(copy.Uids))
        {
            MessageChunk chunk = from.Chunks[slice.Chunk];
            for (int i = slice.Start; i < slice.Start + slice.Length; i++)
            {
                if (!TryTranslate(source, from, slice.Chunk, i, target, out FlagWord flags))
                {
                    return null;
                }

                ChunkColumns columns = chunk.Columns;
                (flags, ulong own) = Split(target, flags);
                var entry = new NewEntry(columns.Emails[i], columns.Sizes[i], columns.InternalDates[i], columns.ZoneMinutes[i], flags) { Private = own };
                if (!TryAdd(target, entry, out Uid uid))
                {
                    return null;
                }

                sourceUids.Add(new Uid(columns.Uids[i]));
                targetUids.Add(uid);
            }
        }

        UidSet copied = sourceUids.ToUidSet();
        if (copy.IsMove)
        {
            TakeOut(source, copied, removal);
        }

        return new MessagesCopied(target.Current().Info.UidValidity, copied, targetUids.ToUidSet());
    }

    // Keywords keep their names, not their numbers.
    private bool TryTranslate(MailboxDraft source, MailboxSnapshot from, int chunk, int index, MailboxDraft target, out FlagWord flags)
    {
        ulong word = from.Chunks[chunk].Flags[index];
        ulong system = AsSeenByActor(source, from.Chunks[chunk].Columns.Uids[index], word & (ulong)FlagNames.SystemMask);
        if ((word & ~(ulong)FlagNames.SystemMask) == 0)
        {
            flags = new FlagWord(system, []);
            return true;
        }

        bool resolved = TryResolve(target, [.. from.Keywords(chunk, index).Select(Flag.Parse)], create: MayWrite(target), out flags);
        flags = flags with { Bits = flags.Bits | system };
        return resolved;
    }

    // Source and target; null, with a refusal, where the copy is not possible or not allowed.
    private async ValueTask<(MailboxDraft Source, MailboxDraft Target)?> OpenForCopyAsync(CopyMessages copy)
    {
        if (await OpenAsync(copy.Source, RightToCopy(copy.IsMove)).ConfigureAwait(false) is not { } source
            || await OpenAsync(copy.Target, Right.Insert, RefusalReason.TryCreate).ConfigureAwait(false) is not { } target)
        {
            return null;
        }

        if (copy.IsMove)
        {
            await LoadPrincipalsAsync(source).ConfigureAwait(false);
        }

        bool grows = !copy.IsMove || copy.Source != copy.Target;
        return !grows || HasRoom(target, source.Current().CountOf(copy.Uids)) ? (source, target) : null;
    }

    /// <summary>What a copy needs in its source.</summary>
    internal static Right RightToCopy(bool isMove) => isMove ? Right.Read | Right.DeleteMessages | Right.Expunge : Right.Read;

    // Asked before anything is built: a COPY that is refused costs nothing.
    private bool HasRoom(MailboxDraft mailbox, int messages)
    {
        if (mailbox.Messages + (long)messages <= _options.MaxMailboxMessages)
        {
            return true;
        }

        Refuse(RefusalReason.Limit, "The mailbox would have too many messages.");
        return false;
    }

    private bool TryAdd(MailboxDraft mailbox, NewEntry entry, out Uid uid)
    {
        Durability = Durability.Synced;
        NamedEmails.Add(entry.Email);
        if (mailbox.TryAdd(entry, ActorIn(mailbox), out uid))
        {
            return true;
        }

        Refuse(RefusalReason.Limit, "The mailbox has given out its last UID.");
        return false;
    }

    private async ValueTask<Outcome?> ExpungeAsync(ExpungeMessages expunge)
    {
        if (await OpenForExpungeAsync(expunge).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        MailboxSnapshot now = mailbox.Current();
        if (expunge.OnlyDeleted && !expunge.MustExist && now.Info.Deleted == 0)
        {
            return new MessagesExpunged(UidSet.Empty);
        }

        var gone = new UidSetBuilder();
        foreach (MessageSlice slice in now.Slices(expunge.Uids ?? Everything))
        {
            MessageChunk chunk = now.Chunks[slice.Chunk];
            for (int i = slice.Start; i < slice.Start + slice.Length; i++)
            {
                if (!expunge.OnlyDeleted || ((FlagBits)chunk.Flags[i] & FlagBits.Deleted) != 0)
                {
                    gone.Add(new Uid(chunk.Columns.Uids[i]));
                }
            }
        }

        UidSet uids = gone.ToUidSet();
        if (expunge.MustExist && uids.Count < (expunge.Uids ?? uids).Count)
        {
            return Refuse(RefusalReason.ExpungeIssued, "Some of the messages were expunged meanwhile.");
        }

        await LoadPrincipalsAsync(mailbox).ConfigureAwait(false);
        TakeOut(mailbox, uids);
        return new MessagesExpunged(uids);
    }

    private ValueTask<MailboxDraft?> OpenForExpungeAsync(ExpungeMessages expunge) => OpenAsync(expunge.Mailbox, RightToExpunge(expunge));

    internal static Right RightToExpunge(ExpungeMessages expunge) => expunge.OnlyDeleted ? Right.Expunge : Right.Expunge | Right.DeleteMessages;

    internal static UidSet Everything { get; } = UidSet.Range(new Uid(1), new Uid(uint.MaxValue));

    private async ValueTask<Outcome?> ClaimAsync(ClaimRecent claim)
    {
        if (await OpenAsync(claim.Mailbox, Right.KeepSeen).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        MailboxInfo info = mailbox.Current().Info;
        if (info.Recent == 0)
        {
            return new RecentClaimed(null);
        }

        mailbox.Change(info with { Recent = 0, RecentFrom = info.UidNext });
        return new RecentClaimed(new Uid((uint)info.RecentFrom));
    }
}
