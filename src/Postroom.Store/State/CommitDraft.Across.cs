using Postroom.Imap;

namespace Postroom.Store.State;

internal sealed partial class CommitDraft
{
    private async ValueTask<Outcome?> KeepAsync(KeepEmails keep)
    {
        if (await OpenAsync(keep.Mailbox, Right.Insert, RefusalReason.TryCreate).ConfigureAwait(false) is null)
        {
            return null;
        }

        var keys = new List<EmailKey>(keep.Emails.Count);
        foreach (KeptEmail email in keep.Emails)
        {
            if (email.Message.Length > _options.MaxMessageOctets)
            {
                return Refuse(RefusalReason.TooBig, "The message is too large.");
            }

            keys.Add(NewEmail(email.Message, email.Identity.Id, email.Identity.Thread));
        }

        Durability = Engine.Durability.Synced;
        return new EmailsKept(keys);
    }

    private async ValueTask<Outcome?> AddKeptAsync(AddKept add)
    {
        if (await OpenAsync(add.Mailbox, Right.Insert, RefusalReason.TryCreate).ConfigureAwait(false) is not { } mailbox || !HasRoom(mailbox, add.Entries.Count))
        {
            return null;
        }

        var uids = new UidSetBuilder();
        foreach (KeptEntry kept in add.Entries)
        {
            if (!TryResolve(mailbox, kept.Flags, create: MayWrite(mailbox), out FlagWord flags))
            {
                return null;
            }

            (flags, ulong own) = Split(mailbox, flags);
            var entry = new NewEntry(kept.Email.Value, kept.Size, kept.InternalDateSeconds, kept.ZoneMinutes, flags) { Private = own };
            if (!TryAdd(mailbox, entry, out Uid uid))
            {
                return null;
            }

            uids.Add(uid);
        }

        return new MessagesCopied(mailbox.Current().Info.UidValidity, add.SourceUids, uids.ToUidSet());
    }
}
