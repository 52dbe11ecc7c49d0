using Postroom.Store;
using Postroom.Store.Engine;

namespace Postroom.Imap.Server;

/// <summary>Finds what URLs name in the mailboxes that a session may read (RFC 4469 §3); keeps the mailboxes open that it looked into.</summary>
internal sealed class UrlSources(ImapSession session) : IAsyncDisposable
{
    private readonly Dictionary<MailboxName, (MailboxPlace? Place, Mailbox? Mailbox)> _mailboxes = [];

    /// <summary>Where the octets are that <paramref name="url"/> names; null where it names none that this session may read now.</summary>
    internal async ValueTask<UrlSource?> FindAsync(OctetString url, CancellationToken cancellationToken)
    {
        MailboxName? selected = session.View is { } view ? session.NameOf(view) : null;
        if (!MessageUrl.TryParse(url.Span, selected, out MessageUrl? named)
            || await OpenAsync(named.Mailbox, cancellationToken) is not { Snapshot: var now } mailbox
            || (named.UidValidity is { } validity && validity != now.Info.UidValidity)
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
        foreach ((MailboxPlace? place, Mailbox? mailbox) in _mailboxes.Values)
        {
            await (mailbox?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (place?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async ValueTask<Mailbox?> OpenAsync(MailboxName name, CancellationToken cancellationToken)
    {
        if (_mailboxes.TryGetValue(name, out (MailboxPlace? Place, Mailbox? Mailbox) open))
        {
            return open.Mailbox;
        }

        MailboxPlace? place = await session.FindMailboxAsync(name, cancellationToken);
        _mailboxes.Add(name, (place, null));
        if (place is { Mailbox: { IsSelectable: true } info } && await place.Account.OpenMailboxAsync(info.Id, cancellationToken) is { } mailbox)
        {
            _mailboxes[name] = (place, mailbox);
            return mailbox;
        }

        return null;
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
