using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>Finds what URLs name in the account of a session (RFC 4469 §3); keeps the mailboxes open that it looked into.</summary>
internal sealed class UrlSources(ImapSession session) : IAsyncDisposable
{
    private readonly Dictionary<MailboxId, Mailbox?> _mailboxes = [];

    /// <summary>Where the octets are that <paramref name="url"/> names; null where it names none that this session may read now.</summary>
    internal async ValueTask<UrlSource?> FindAsync(OctetString url, CancellationToken cancellationToken)
    {
        MailboxName? selected = session.View is { } view ? session.Account!.Mailboxes.Find(view.Mailbox.Snapshot.Info.Id)?.Name : null;
        if (!MessageUrl.TryParse(url.Span, selected, out MessageUrl? named)
            || session.Account!.Mailboxes.Find(named.Mailbox) is not { IsSelectable: true } info
            || (named.UidValidity is { } validity && validity != info.UidValidity)
            || await OpenAsync(info.Id, cancellationToken) is not { Snapshot: var now } mailbox
            || !now.TryFind(named.Uid, out int chunk, out int index))
        {
            return null;
        }

        ChunkColumns columns = now.Chunks[chunk].Columns;
        var email = new EmailKey(columns.Emails[index]);
        if (await LocateAsync(mailbox, email, columns.Sizes[index], named.Section, cancellationToken) is not (long offset, long length))
        {
            return null;
        }

        UrlSource source = named.Section.Text is SectionText.HeaderFields or SectionText.HeaderFieldsNot
            ? await UrlSource.OfFieldsAsync(mailbox, email, offset, length, named.Section, cancellationToken)
            : new UrlSource(mailbox, email, offset, length);
        return source.Cut(named.Offset, named.Count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Mailbox? mailbox in _mailboxes.Values)
        {
            if (mailbox is not null)
            {
                await mailbox.DisposeAsync();
            }
        }
    }

    private async ValueTask<Mailbox?> OpenAsync(MailboxId id, CancellationToken cancellationToken)
    {
        if (!_mailboxes.TryGetValue(id, out Mailbox? mailbox))
        {
            mailbox = await session.Account!.OpenMailboxAsync(id, cancellationToken);
            _mailboxes.Add(id, mailbox);
        }

        return mailbox;
    }

    private static async ValueTask<(long Offset, long Length)?> LocateAsync(
        Mailbox mailbox, EmailKey email, long octets, SectionSpec section, CancellationToken cancellationToken)
    {
        if (section.Part.IsEmpty && section.Text == SectionText.Whole)
        {
            return (0, octets);
        }

        using RowSet rows = await mailbox.ReadDerivedAsync(new[] { email }, cancellationToken);
        return rows.Count == 0 ? null : SectionPlace.Find(new DerivedMessage(rows.Value(0).Span).Parts, octets, section.Part.Span, section.Text);
    }
}
