using Postroom.Kill;

namespace Postroom.Server.Tests;

/// <summary>The kill harness sees what it is there to see: each way in which a server can break its word.</summary>
public sealed class OracleTests
{
    private readonly AccountModel _model = new("u0");
    private readonly Dictionary<(string Mailbox, uint Uid), Found> _found = [];

    private readonly Dictionary<string, (uint UidValidity, uint UidNext)> _mailboxes = new()
    {
        ["INBOX"] = (1, 100), ["Archive"] = (1, 100), ["Sent"] = (1, 100), ["Drafts"] = (1, 1), ["Junk"] = (1, 1), ["Trash"] = (1, 1),
    };

    private Inspected Inspected => new(_mailboxes, _found);

    [Fact]
    public void What_is_as_it_should_be_is_no_difference()
    {
        Keep("INBOX", 1, 11, "\\Seen");

        Assert.Empty(_model.Differences(Inspected));
    }

    [Fact]
    public void A_message_that_is_gone_is_lost()
    {
        Keep("INBOX", 1, 11);
        _found.Clear();

        Assert.StartsWith("Lost: INBOX/1", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(12)]
    public void Other_octets_are_corruption(int? letter)
    {
        Keep("INBOX", 1, 11);
        _found[("INBOX", 1)] = new Found(letter, Flags());

        Assert.StartsWith("Corrupted", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_that_were_answered_OK_must_be_there()
    {
        Keep("INBOX", 1, 11, "\\Seen", "$k1");
        _found[("INBOX", 1)] = new Found(11, Flags("\\Seen"));

        Assert.StartsWith("Flags", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_expunged_must_not_come_back()
    {
        Entry entry = Keep("INBOX", 1, 11);
        _model.Remove(entry);

        Assert.StartsWith("Resurrected", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_had_not_happened_must_not_turn_up_later()
    {
        var append = new AppendOperation(0, "INBOX", 11, Flags());
        Assert.False(append.Judge(_model, Inspected));
        _model.Void(11);
        Show("INBOX", 5, 11);

        Assert.StartsWith("Late", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_sent_is_a_ghost()
    {
        Show("INBOX", 5, 99);

        Assert.StartsWith("Ghost", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_APPEND_that_was_cut_off_may_have_happened_once_and_whole()
    {
        Show("INBOX", 5, 11, "\\Seen");
        Assert.True(new AppendOperation(0, "INBOX", 11, Flags("\\Seen")).Judge(_model, Inspected));
        Assert.Empty(_model.Differences(Inspected));

        Show("INBOX", 6, 12);
        Show("INBOX", 7, 12);
        Assert.Throws<KillViolationException>(() => new AppendOperation(0, "INBOX", 12, Flags()).Judge(_model, Inspected));
    }

    [Fact]
    public void An_APPEND_that_happened_without_its_flags_is_seen()
    {
        Show("INBOX", 5, 11);
        Assert.True(new AppendOperation(0, "INBOX", 11, Flags("\\Seen")).Judge(_model, Inspected));

        Assert.StartsWith("Flags", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_STORE_happens_to_all_or_none()
    {
        Entry[] entries = [Keep("INBOX", 1, 11), Keep("INBOX", 2, 12)];
        var store = new StoreOperation(0, entries, "FLAGS (\\Seen)", _ => Flags("\\Seen"));
        Assert.False(store.Judge(_model, Inspected));
        Show("INBOX", 1, 11, "\\Seen");
        Assert.Throws<KillViolationException>(() => store.Judge(_model, Inspected));
        Show("INBOX", 2, 12, "\\Seen");
        Assert.True(store.Judge(_model, Inspected));
        Assert.Empty(_model.Differences(Inspected));
    }

    [Fact]
    public void A_MOVE_neither_loses_nor_doubles()
    {
        Entry[] entries = [Keep("INBOX", 1, 11), Keep("INBOX", 2, 12)];
        var move = new CopyOperation(0, entries, "Sent", IsMove: true);
        Assert.False(move.Judge(_model, Inspected));

        Show("Sent", 1, 11);
        Show("Sent", 2, 12);
        Assert.Throws<KillViolationException>(() => move.Judge(_model, Inspected)); // in both
        _found.Remove(("INBOX", 1));
        Assert.Throws<KillViolationException>(() => move.Judge(_model, Inspected)); // one in both
        _found.Remove(("INBOX", 2));
        _found.Remove(("Sent", 2));
        Assert.Throws<KillViolationException>(() => move.Judge(_model, Inspected)); // one in neither
        Show("Sent", 2, 12);
        Assert.True(move.Judge(_model, Inspected));
        Assert.Empty(_model.Differences(Inspected));
    }

    [Fact]
    public void An_EXPUNGE_takes_all_or_none()
    {
        Entry[] entries = [Keep("INBOX", 1, 11), Keep("INBOX", 2, 12)];
        var expunge = new ExpungeOperation(0, entries);
        Assert.False(expunge.Judge(_model, Inspected));
        _found.Remove(("INBOX", 1));
        Assert.Throws<KillViolationException>(() => expunge.Judge(_model, Inspected));
        _found.Remove(("INBOX", 2));
        Assert.True(expunge.Judge(_model, Inspected));
    }

    [Fact]
    public void A_UID_is_given_once()
    {
        _model.Remove(Keep("INBOX", 1, 11));

        Assert.Throws<KillViolationException>(() => Keep("INBOX", 1, 12));
    }

    [Fact]
    public void UIDNEXT_and_UIDVALIDITY_hold()
    {
        Keep("INBOX", 5, 11);
        _mailboxes["INBOX"] = (7, 5);
        Assert.Contains("UIDNEXT", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
        _mailboxes["INBOX"] = (7, 9);
        _model.Settle(Inspected);
        Assert.Empty(_model.Differences(Inspected));
        _mailboxes["INBOX"] = (8, 9);
        Assert.Contains("UIDVALIDITY", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
        _mailboxes["INBOX"] = (7, 8);
        Assert.Contains("UIDNEXT", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
        Assert.Throws<KillViolationException>(() => Keep("INBOX", 8, 12));
    }

    [Fact]
    public void Mailboxes_are_neither_lost_nor_made_up()
    {
        _mailboxes["own0a"] = (2, 1);
        Assert.StartsWith("Ghost: mailbox own0a", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
        Assert.True(new CreateOperation(0, "own0a").Judge(_model, Inspected));
        Assert.Empty(_model.Differences(Inspected));
        _model.Settle(Inspected);

        _mailboxes.Remove("own0a");
        Assert.StartsWith("Lost: mailbox own0a", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
        Assert.True(new DeleteOperation(0, "own0a").Judge(_model, Inspected));
        Assert.Empty(_model.Differences(Inspected));

        _mailboxes["own0a"] = (2, 1);
        Assert.StartsWith("Resurrected: mailbox own0a", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_used_again_has_a_higher_UIDVALIDITY()
    {
        _model.Create("own0a", 0);
        _mailboxes["own0a"] = (2, 1);
        _model.Settle(Inspected);
        _model.Delete("own0a");
        _model.Create("own0a", 0);
        Assert.Contains("UIDVALIDITY", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
        _mailboxes["own0a"] = (3, 1);
        Assert.Empty(_model.Differences(Inspected));
    }

    [Fact]
    public void A_RENAME_takes_messages_and_inferiors_along_or_none()
    {
        _model.Create("own0a", 0);
        _model.Create("own0a/below", 0);
        _mailboxes["own0a"] = _mailboxes["own0a/below"] = (2, 9);
        Keep("own0a/below", 5, 11);
        _model.Settle(Inspected);
        var rename = new RenameOperation(0, [("own0a", "own0b"), ("own0a/below", "own0b/below")]);
        Assert.False(rename.Judge(_model, Inspected));

        _mailboxes.Remove("own0a");
        _mailboxes["own0b"] = (2, 9);
        Assert.Throws<KillViolationException>(() => rename.Judge(_model, Inspected));
        _mailboxes.Remove("own0a/below");
        _mailboxes["own0b/below"] = (2, 9);
        Assert.True(rename.Judge(_model, Inspected));
        Assert.Equal(2, _model.Differences(Inspected).Count()); // its message is still under the old name
        _found.Clear();
        Show("own0b/below", 5, 11);
        Assert.Empty(_model.Differences(Inspected));
        _mailboxes["own0b"] = (1, 9);
        Assert.Contains("UIDVALIDITY", Assert.Single(_model.Differences(Inspected)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_is_known_by_every_octet()
    {
        byte[] letter = Letter.Of(4711);
        Assert.Equal(4711, Letter.Recognize(letter));
        letter[^3] ^= 1;
        Assert.Null(Letter.Recognize(letter));
        Assert.Null(Letter.Recognize(Letter.Of(4711)[..^1]));
        Assert.Null(Letter.Recognize([]));
    }

    private static IReadOnlySet<string> Flags(params string[] flags) => Entry.FlagSet(flags);

    private Entry Keep(string mailbox, uint uid, int letter, params string[] flags)
    {
        var entry = new Entry(mailbox, uid, letter, 0, Flags(flags));
        _model.Add(entry);
        Show(mailbox, uid, letter, flags);
        return entry;
    }

    private void Show(string mailbox, uint uid, int letter, params string[] flags) => _found[(mailbox, uid)] = new Found(letter, Flags(flags));
}
