using Postroom.Imap;
using Postroom.Store.Codecs;
using Postroom.Store.Engine;

namespace Postroom.Store.State;

internal sealed partial class CommitDraft
{
    private Outcome? Create(CreateMailbox create)
    {
        if (!Has(Right.Create) || !MayBeNamed(create.Name))
        {
            return null;
        }

        if (_state.Mailboxes.Find(create.Name) is { } there)
        {
            if (there.IsSelectable)
            {
                return Refuse(RefusalReason.AlreadyExists, "The mailbox exists already.");
            }

            _state = _state.Without(there); // only a name was left: what is made now is another mailbox
            Touched.Add(there.Key.Value);
        }

        if (_state.Mailboxes.Count >= _options.MaxMailboxes)
        {
            return Refuse(RefusalReason.Limit, "There are too many mailboxes.");
        }

        // With two of them no client knows where to put what it sends or throws away. A server may refuse it (RFC 6154 §3).
        if (create.SpecialUse.Count > 0
            && _state.Mailboxes.Any(mailbox => mailbox.SpecialUse.Intersect(create.SpecialUse, StringComparer.OrdinalIgnoreCase).Any()))
        {
            return Refuse(RefusalReason.UseTaken, "Another mailbox has this use already.");
        }

        MailboxInfo made = Make(create.Name, create.SpecialUse, isSelectable: true);
        return new MailboxCreated(made.Id, made.UidValidity);
    }

    // A UIDVALIDITY is above every one before it in the account, so also above any that ever stood under the name.
    private MailboxInfo Make(MailboxName name, IReadOnlyList<string> specialUse, bool isSelectable)
    {
        var key = new MailboxKey(_state.Counters.Mailbox + 1);
        _state = _state with { Counters = _state.Counters with { Mailbox = key.Value } };
        var info = new MailboxInfo
        {
            Id = MailboxId.New(),
            Key = key,
            Name = name,
            IsSelectable = isSelectable,
            SpecialUse = [.. specialUse],
            UidValidity = NextUidValidity(),
            HighestModSeq = _modSeq,
            HistoryFloor = _modSeq,
            RowModSeq = _modSeq,
        };
        _state = _state.With(MailboxSnapshot.Empty(info));
        NamesTouched(key);
        return info;
    }

    private UidValidity NextUidValidity()
    {
        long next = _state.Counters.UidValidity + 1;
        _state = _state with { Counters = _state.Counters with { UidValidity = next } };
        return new UidValidity(checked((uint)next));
    }

    private void NamesTouched(MailboxKey key)
    {
        Touched.Add(key.Value);
        NamesChanged = true;
        Durability = Durability.Synced;
    }

    // Another owner's mail and shared mail will stand under these (INVARIANTS 14).
    private bool MayBeNamed(MailboxName name)
    {
        if (_options.IsReserved(name))
        {
            Refuse(RefusalReason.Cannot, "This name is reserved.");
            return false;
        }

        return true;
    }

    private async ValueTask<Outcome?> DeleteAsync(DeleteMailbox delete)
    {
        if (_state.Mailboxes.Find(delete.Mailbox) is not { } info)
        {
            return Refuse(RefusalReason.NonExistent, "There is no such mailbox.");
        }

        if (!Has(Right.DeleteMailbox))
        {
            return null;
        }

        if (info.Name.IsInbox)
        {
            return Refuse(RefusalReason.Cannot, "INBOX cannot be deleted.");
        }

        bool hasChildren = _state.Mailboxes.HasChildren(info.Name);
        if (!info.IsSelectable)
        {
            if (hasChildren)
            {
                return Refuse(RefusalReason.HasChildren, "The mailbox has inferior names.");
            }

            Leave(info);
            return new MailboxDeleted();
        }

        if (await OpenAsync(delete.Mailbox, Right.DeleteMailbox).ConfigureAwait(false) is not { } mailbox)
        {
            return null;
        }

        TakeOut(mailbox, mailbox.Current().AllUids());
        _drafts.Remove(info.Key.Value);
        Leave(info);
        if (hasChildren)
        {
            Make(info.Name, [], isSelectable: false); // the name stays as \Noselect (RFC 3501 §6.3.4)
        }

        return new MailboxDeleted();
    }

    private void Leave(MailboxInfo info)
    {
        Remember(info.Name, info.UidValidity);
        _state = _state.Without(_state.Mailboxes.Find(info.Key)!);
        NamesTouched(info.Key);
    }

    // The value was above all that stood there before it, so it takes the place of what is remembered.
    private void Remember(MailboxName name, UidValidity highest) =>
        Write(StoreTable.NameHistory, NameCodec.KeyOf(name), NameCodec.WriteHistory(highest));

    private async ValueTask<Outcome?> RenameAsync(RenameMailbox rename, PublishRename? publish)
    {
        if (!Has(Right.DeleteMailbox | Right.Create) || !MayBeNamed(rename.To))
        {
            return null;
        }

        MailboxInfo? from = _state.Mailboxes.Find(rename.From);
        List<MailboxInfo> inferiors = rename.From.IsInbox ? [] : [.. _state.Mailboxes.Below(rename.From)];
        if (from is null && inferiors.Count == 0)
        {
            return Refuse(RefusalReason.NonExistent, "There is no such mailbox.");
        }

        if (_state.Mailboxes.Find(rename.To) is not null)
        {
            return Refuse(RefusalReason.AlreadyExists, "The new name is taken.");
        }

        if (rename.From.IsInbox)
        {
            return await RenameInboxAsync(from!, rename.To, publish).ConfigureAwait(false);
        }

        if (rename.To.IsBelow(rename.From))
        {
            return Refuse(RefusalReason.Cannot, "A mailbox cannot be put below itself.");
        }

        var moved = new List<(MailboxInfo Row, MailboxName To)>();
        foreach (MailboxInfo row in from is null ? inferiors : inferiors.Prepend(from))
        {
            if (!MailboxName.TryCreate(rename.To.Value + row.Name.Value[rename.From.Value.Length..], out MailboxName? to, out MailboxNameError error))
            {
                return Refuse(RefusalReason.Cannot, MailboxName.Describe(error) + ".");
            }

            if (_state.Mailboxes.Find(to) is not null)
            {
                return Refuse(RefusalReason.AlreadyExists, "A new name is taken.");
            }

            moved.Add((row, to));
        }

        foreach ((MailboxInfo row, MailboxName to) in moved)
        {
            await MoveAsync(row, to).ConfigureAwait(false);
        }

        return new MailboxRenamed();
    }

    private async ValueTask MoveAsync(MailboxInfo row, MailboxName to)
    {
        // A client that knew another mailbox by this name must not take its UIDs for this one's (INVARIANTS 3).
        ReadOnlyMemory<byte>? history = _writes.TryGetValue((StoreTable.NameHistory, NameCodec.KeyOf(to)), out RowWrite written)
            ? written.Value
            : await _rows.FindAsync(StoreTable.NameHistory, NameCodec.KeyOf(to)).ConfigureAwait(false);
        UidValidity uidValidity = history is { } known && NameCodec.ReadHistory(known.Span) > row.UidValidity ? NextUidValidity() : row.UidValidity;
        Remember(row.Name, row.UidValidity);
        MailboxInfo renamed;
        if (_drafts.TryGetValue(row.Key.Value, out MailboxDraft? draft))
        {
            renamed = draft.Current().Info with { Name = to, UidValidity = uidValidity, RowModSeq = _modSeq };
            draft.Change(renamed);
        }
        else
        {
            renamed = row with { Name = to, UidValidity = uidValidity, RowModSeq = _modSeq };
        }

        _state = _state.With(renamed);
        NamesTouched(row.Key);
    }

    // RFC 3501 §6.3.5: the messages go into a new mailbox, INBOX stays, empty, with its identity; its inferiors stay.
    private async ValueTask<Outcome?> RenameInboxAsync(MailboxInfo inbox, MailboxName to, PublishRename? publish)
    {
        if (_state.Mailboxes.Count >= _options.MaxMailboxes)
        {
            return Refuse(RefusalReason.Limit, "There are too many mailboxes.");
        }

        MailboxInfo target = Make(to, [], isSelectable: true);
        var move = new CopyMessages(inbox.Id, Everything, target.Id, IsMove: true);
        Outcome? moved = publish is null
            ? await CopyAsync(move).ConfigureAwait(false)
            : await PublishAsync(publish.Copies with { Copy = move }).ConfigureAwait(false);
        return moved is null ? null : new MailboxRenamed();
    }
}
