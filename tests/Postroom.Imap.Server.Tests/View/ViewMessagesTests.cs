namespace Postroom.Imap.Server.Tests;

public class ViewMessagesTests
{
    private static readonly ViewMessages Some = new([new([2, 3, 5]), new([8]), new([13, 21])]);

    [Fact]
    public void Sequence_numbers_and_uids_are_each_others_inverse()
    {
        uint[] uids = [2, 3, 5, 8, 13, 21];
        Assert.Equal(6, Some.Count);
        Assert.Equal(21u, Some.LastUid);
        for (int i = 0; i < uids.Length; i++)
        {
            Assert.Equal(uids[i], Some.UidAt(i + 1));
            Assert.Equal(i + 1, Some.Find(uids[i]));
        }
    }

    [Fact]
    public void A_cursor_finds_the_same_in_whatever_order_it_is_asked()
    {
        var cursor = new ViewCursor(Some);
        foreach (int sequence in (int[])[1, 2, 3, 4, 5, 6, 6, 5, 1, 4, 3, 6, 2])
        {
            Assert.Equal(Some.UidAt(sequence), cursor.UidAt(sequence));
        }

        foreach (int none in (int[])[0, -1, 7, int.MinValue, int.MaxValue])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new ViewCursor(Some).UidAt(none));
            Assert.Throws<ArgumentOutOfRangeException>(() => cursor.UidAt(none));
        }
    }

    [Theory]
    [InlineData(1ul, 0)]
    [InlineData(4ul, 2)]
    [InlineData(5ul, 2)]
    [InlineData(9ul, 4)]
    [InlineData(21ul, 5)]
    [InlineData(22ul, 6)]
    [InlineData(0x1_0000_0000ul, 6)]
    public void What_lies_below_a_uid_is_counted(ulong uid, int count) => Assert.Equal(count, Some.CountBelow(uid));

    [Theory]
    [InlineData(1u)]
    [InlineData(4u)]
    [InlineData(22u)]
    public void A_uid_that_is_not_there_has_no_number(uint uid) => Assert.Equal(0, Some.Find(uid));

    [Fact]
    public void Uids_are_copied_across_chunks_from_any_number_on()
    {
        var uids = new uint[3];
        Assert.Equal(3, Some.CopyUids(3, uids));
        Assert.Equal([5, 8, 13], uids);
        Assert.Equal(1, Some.CopyUids(6, uids));
        Assert.Equal(21u, uids[0]);
        Assert.Equal(0, Some.CopyUids(7, uids));
    }

    [Theory]
    [InlineData("1:3", "1:3")]
    [InlineData("*", "6")]
    [InlineData("5:*,2", "2,5:6")]
    [InlineData("6:2", "2:6")]
    public void A_sequence_set_means_numbers_that_are_there(string set, string expected) =>
        Assert.Equal(expected, Text(MessageSelection.BySequence(Some, SequenceSet.Parse(set))));

    [Fact]
    public void A_number_beyond_the_last_message_is_an_error_and_so_is_a_star_in_an_empty_mailbox()
    {
        Assert.Null(MessageSelection.BySequence(Some, SequenceSet.Parse("1:7")));
        Assert.Null(MessageSelection.BySequence(ViewMessages.Empty, SequenceSet.Parse("1:*")));
    }

    [Theory]
    [InlineData("3:8", "2:4")]
    [InlineData("4,6:7", "")]
    [InlineData("1:2,3,21", "1:2,6")]
    [InlineData("13:4294967295", "5:6")]
    public void A_uid_set_leaves_out_what_is_not_there(string set, string expected) =>
        Assert.Equal(expected, Text(MessageSelection.ByUid(Some, UidSet.Parse(set))));

    [Fact]
    public void A_selection_knows_which_uids_are_among_its_messages()
    {
        MessageSelection selection = MessageSelection.BySequence(Some, SequenceSet.Parse("2:3"))!;
        Assert.True(selection.Overlaps(UidSet.Parse("5")));
        Assert.False(selection.Overlaps(UidSet.Parse("4,6:13")));
        Assert.Equal("3:5", selection.ToUidSet().ToString());
    }

    [Fact]
    public void Recent_messages_are_ranges_that_were_claimed()
    {
        var recent = new RecentMessages();
        recent.Add(3, 5);
        recent.Add(6, 8);
        recent.Add(21, 30);
        Assert.Equal(4, recent.CountIn(Some));
        Assert.True(recent.Contains(8));
        Assert.False(recent.Contains(13));
        Assert.False(recent.Contains(2));
    }

    private static string Text(MessageSelection? selection) => selection is null
        ? "none"
        : string.Join(',', selection.SequenceRanges.Select(static range => range.First == range.Last ? $"{range.First}" : $"{range.First}:{range.Last}"));
}
