namespace Postroom.Server.Tests;

/// <summary>When the program collects its memory: not while it works, and not again and again while it rests.</summary>
public class HeapTrimmerTests
{
    [Fact]
    public void It_collects_when_a_busy_time_is_over_and_once_more_a_minute_later()
    {
        var quiet = new HeapTrimmer.QuietTimes(quietOctets: 100, silentOctets: 0, worthOctets: 1);
        long[] allocated = [1000, 2000, 2050, 2060, 2060, 2060, 2070, 2070, 2070, 9000, 9001, 9001];

        bool[] collects = [.. allocated.Select(quiet.IsTimeToCollect)];

        Assert.Equal([false, false, true, false, false, false, true, false, false, false, true, false], collects);
    }

    /// <summary>A thousand logins are no busy time, but leave something behind.</summary>
    [Fact]
    public void It_collects_in_a_silence_what_gathered_little_by_little()
    {
        var quiet = new HeapTrimmer.QuietTimes(quietOctets: 100, silentOctets: 10, worthOctets: 50);
        long[] allocated = [30, 60, 61, 62, 62, 62, 63, 90, 91, 130, 131];

        bool[] collects = [.. allocated.Select(quiet.IsTimeToCollect)];

        Assert.Equal([false, false, true, false, false, false, true, false, false, false, true], collects);
    }

    [Fact]
    public void It_collects_nothing_while_nothing_was_ever_done()
    {
        var quiet = new HeapTrimmer.QuietTimes(quietOctets: 100, silentOctets: 0, worthOctets: 1);
        Assert.DoesNotContain(true, Enumerable.Range(0, 20).Select(tick => quiet.IsTimeToCollect(tick)));
    }
}
