using Postroom.Kill;

namespace Postroom.Server.Tests;

/// <summary>The kill harness sees what it is there to see: each way in which a server can break its word.</summary>
public sealed class OracleTests
{
    private readonly AccountModel _model = new("u0");
    private readonly Dictionary<(string Mailbox, uint Uid), Found> _found = [];

    [Fact]
    public void What_is_as_it_should_be_is_no_difference()
    {
        Keep("INBOX", 1, 11, "\\Seen");

        Assert.Empty(_model.Differences(_found));
    }

    [Fact]
    public void A_message_that_is_gone_is_lost()
    {
        Keep("INBOX", 1, 11);
        _found.Clear();

        Assert.StartsWith("Lost: INBOX/1", Assert.Single(_model.Differences(_found)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(12)]
    public void Other_octets_are_corruption(int? letter)
    {
        Keep("INBOX", 1, 11);
        _found[("INBOX", 1)] = new Found(letter, Flags());

        Assert.StartsWith("Corrupted", Assert.Single(_model.Differences(_found)), StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_that_were_answered_OK_must_be_there()
    {
        Keep("INBOX", 1, 11, "\\Seen", "$k1");
        _found[("INBOX", 1)] = new Found(11, Flags("\\Seen"));

        Assert.StartsWith("Flags", Assert.Single(_model.Differences(_found)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_expunged_must_not_come_back()
    {
        Entry entry = Keep("INBOX", 1, 11);
        _model.Remove(entry);

        Assert.StartsWith("Resurrected", Assert.Single(_model.Differences(_found)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_had_not_happened_must_not_turn_up_later()
    {
        var append = new AppendOperation(0, "INBOX", 11, Flags());
        Assert.False(append.Judge(_model, _found));
        _model.Void(11);
        Show("INBOX", 5, 11);

        Assert.StartsWith("Late", Assert.Single(_model.Differences(_found)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_sent_is_a_ghost()
    {
        Show("INBOX", 5, 99);

        Assert.StartsWith("Ghost", Assert.Single(_model.Differences(_found)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_APPEND_that_was_cut_off_may_have_happened_once_and_whole()
    {
        Show("INBOX", 5, 11, "\\Seen");
        Assert.True(new AppendOperation(0, "INBOX", 11, Flags("\\Seen")).Judge(_model, _found));
        Assert.Empty(_model.Differences(_found));

        Show("INBOX", 6, 12);
        Show("INBOX", 7, 12);
        Assert.Throws<KillViolationException>(() => new AppendOperation(0, "INBOX", 12, Flags()).Judge(_model, _found));
    }

    [Fact]
    public void An_APPEND_that_happened_without_its_flags_is_seen()
    {
        Show("INBOX", 5, 11);
        Assert.True(new AppendOperation(0, "INBOX", 11, Flags("\\Seen")).Judge(_model, _found));

        Assert.StartsWith("Flags", Assert.Single(_model.Differences(_found)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_STORE_happens_to_all_or_none()
    {
        Entry[] entries = [Keep("INBOX", 1, 11), Keep("INBOX", 2, 12)];
        var store = new StoreOperation(0, entries, "FLAGS (\\Seen)", _ => Flags("\\Seen"));
        Assert.False(store.Judge(_model, _found));
        Show("INBOX", 1, 11, "\\Seen");
        Assert.Throws<KillViolationException>(() => store.Judge(_model, _found));
        Show("INBOX", 2, 12, "\\Seen");
        Assert.True(store.Judge(_model, _found));
        Assert.Empty(_model.Differences(_found));
    }

    [Fact]
    public void A_MOVE_neither_loses_nor_doubles()
    {
        Entry[] entries = [Keep("INBOX", 1, 11), Keep("INBOX", 2, 12)];
        var move = new CopyOperation(0, entries, "Sent", IsMove: true);
        Assert.False(move.Judge(_model, _found));

        Show("Sent", 1, 11);
        Show("Sent", 2, 12);
        Assert.Throws<KillViolationException>(() => move.Judge(_model, _found)); // in both
        _found.Remove(("INBOX", 1));
        Assert.Throws<KillViolationException>(() => move.Judge(_model, _found)); // one in both
        _found.Remove(("INBOX", 2));
        _found.Remove(("Sent", 2));
        Assert.Throws<KillViolationException>(() => move.Judge(_model, _found)); // one in neither
        Show("Sent", 2, 12);
        Assert.True(move.Judge(_model, _found));
        Assert.Empty(_model.Differences(_found));
    }

    [Fact]
    public void An_EXPUNGE_takes_all_or_none()
    {
        Entry[] entries = [Keep("INBOX", 1, 11), Keep("INBOX", 2, 12)];
        var expunge = new ExpungeOperation(0, entries);
        Assert.False(expunge.Judge(_model, _found));
        _found.Remove(("INBOX", 1));
        Assert.Throws<KillViolationException>(() => expunge.Judge(_model, _found));
        _found.Remove(("INBOX", 2));
        Assert.True(expunge.Judge(_model, _found));
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
        Assert.Throws<KillViolationException>(() => _model.Told("INBOX", 7, 5));
        _model.Told("INBOX", 7, 9);
        _model.Settle();
        Assert.Throws<KillViolationException>(() => _model.Told("INBOX", 8, 9));
        Assert.Throws<KillViolationException>(() => _model.Told("INBOX", 7, 8));
        Assert.Throws<KillViolationException>(() => Keep("INBOX", 8, 12));
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
