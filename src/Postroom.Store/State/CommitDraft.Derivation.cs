using Postroom.Store.Engine;

namespace Postroom.Store.State;

internal sealed partial class CommitDraft
{
    private async ValueTask<Outcome?> ReplaceAsync(ReplaceDerived replace)
    {
        // A sweep may have removed some: its commits and this one are the same writer's, so what is there now stays until this is in.
        Dictionary<RowKey, ReadOnlyMemory<byte>> there = await _rows
            .FindAsync(StoreTable.Email, [.. replace.Emails.Select(static remade => new RowKey(remade.Email.Value))]).ConfigureAwait(false);
        var left = new List<EmailKey>();
        int count = 0;
        foreach ((EmailKey email, DerivedRows rows) in replace.Emails)
        {
            var key = new RowKey(email.Value);
            if (replace.IsNamed(email.Value))
            {
                left.Add(email);
            }
            else if (there.ContainsKey(key))
            {
                WriteUnlessEmpty(StoreTable.Derived, key, rows.Derived);
                WriteUnlessEmpty(StoreTable.Header, key, rows.Header);
                count++;
            }
        }

        return new DerivedReplaced(count, left);
    }

    private void WriteUnlessEmpty(StoreTable table, RowKey key, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            Write(table, key, value);
        }
    }

    private MailboxesRenewed Renew(RenewMailboxes renew)
    {
        int count = 0;
        foreach (MailboxKey key in renew.Mailboxes)
        {
            if (_state.Mailboxes.Find(key) is not { IsSelectable: true } info)
            {
                continue; // deleted meanwhile
            }

            // Whatever is remembered of the name is lower than a UIDVALIDITY given out now.
            MailboxInfo renewed = info with { Id = MailboxId.New(), UidValidity = NextUidValidity(), RowModSeq = _modSeq };
            _state = _state.With(renewed);
            NamesTouched(key);
            count++;
        }

        return new MailboxesRenewed(count);
    }
}
