using Postroom.Peers.Tests.Comparing;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests;

/// <summary>A SEARCH difference is excused by what stands in the message, never by the key alone.</summary>
public sealed class SearchRuleTests
{
    private static readonly TestMessage Message = TestMessage.Of("a message", """
        From: Ann <ann@example.org>
        Subject: one
         two
        Date: Mon, 3 Feb 2025 10:20:30 +0100
        Content-Type: multipart/mixed; boundary=x

        --x
        Content-Type: text/plain; charset=utf-8; name=apple

        pear
        --x
        Content-Type: text/plain

        Köln
        --x
        Content-Type: text/plain; charset=iso-8859-1

        Grön
        --x--

        """);

    [Theory]
    [InlineData("BODY apple", true, "BODY searches the headers of parts")]
    [InlineData("BODY pear", true, null)]
    [InlineData("BODY apple", false, null)]
    [InlineData("BODY nowhere", true, null)]
    [InlineData("TEXT apple", true, null)]
    [InlineData("SUBJECT \"one two\"", false, null)]
    [InlineData("SUBJECT \"one two\"", true, null)]
    [InlineData("BODY Köln", true, "Eight bits without a charset are found as Latin-1")]
    [InlineData("BODY Köln", false, null)]
    [InlineData("BODY Grön", true, null)]
    [InlineData("FROM ann@example.org", true, "Address keys search what was written")]
    [InlineData("FROM ann@example.org", false, null)]
    [InlineData("FROM MISSING", false, "Address keys search what was written")]
    [InlineData("FROM MISSING", true, null)]
    [InlineData("HEADER From MISSING", false, null)]
    [InlineData("SENTBEFORE 1-Mar-2025", false, null)]
    [InlineData("SENTON 3-Feb-2025", false, null)]
    [InlineData("SEEN", false, null)]
    public void Covers_only_what_the_message_shows(string key, bool isFoundByUs, string? rule) =>
        Assert.Equal(rule, DifferenceRules.For(Searched(new SearchKey(key), "", isFoundByUs))?.Name);

    [Theory]
    [InlineData("01 Jan 2001 00:01+0000", "SENTSINCE 1-Jan-1990", true, "A Date counts by its day")]
    [InlineData("Wed, 15 Dec 2010 59:10 -0500", "SENTBEFORE 1-Jan-1990", false, "A Date counts by its day")]
    [InlineData("2002/09/14 Sat 02:29:32 CDT", "SENTSINCE 1-Jan-1990", true, "A Date counts by its day")]
    [InlineData("2002/09/14 Sat 02:29:32 CDT", "SENTSINCE 1-Oct-2002", true, null)]
    [InlineData("Sat Sep 21 08:18:08 2002", "SENTSINCE 1-Jan-1990", true, "A Date counts by its day")]
    [InlineData("Sat Sep 21 08:18:08 2002", "SENTBEFORE 1-Jan-1990", true, null)]
    [InlineData("01 Jan 2001 00:01+0000", "SENTBEFORE 1-Jan-1990", true, null)]
    [InlineData("01 Jan 2001 00:01:00 +0000", "SENTSINCE 1-Jan-1990", true, null)]
    [InlineData("01 Jan 2001 00:01 GMT", "SENTSINCE 1-Jan-1990", true, null)]
    public void Excuses_a_day_only_where_the_time_is_none(string date, string key, bool isFoundByUs, string? rule)
    {
        Difference found = Searched(new SearchKey(key), "", isFoundByUs) with { Message = TestMessage.Of("a date", $"Date: {date}\n\nx\n") };
        Assert.Equal(rule, DifferenceRules.For(found)?.Name);
    }

    [Theory]
    [InlineData(SearchComparer.OursContradicts)]
    [InlineData(SearchComparer.TheirsContradicts)]
    public void Covers_no_combination_that_contradicts_its_keys(string path)
    {
        var both = new SearchAnd(new SearchKey("BODY apple"), new SearchNot(new SearchKey("SUBJECT two")), InParentheses: true);
        Assert.Null(DifferenceRules.For(Searched(both, path, isFoundByUs: true)));
        Assert.Null(DifferenceRules.For(Searched(both, path, isFoundByUs: false)));
    }

    [Fact]
    public void Writes_and_evaluates_what_it_combines()
    {
        var query = new SearchOr(new SearchAnd(new SearchKey("SEEN"), new SearchNot(new SearchKey("LARGER 5")), InParentheses: true), new SearchKey("ON 1-Jan-2024"));
        Assert.Equal("SEARCH OR (SEEN NOT (LARGER 5)) (ON 1-Jan-2024)", query.ToString());
        Assert.True(query.Evaluate(key => key.Name == "SEEN"));
        Assert.False(query.Evaluate(key => key.Name is "SEEN" or "LARGER"));
        Assert.True(query.Evaluate(key => key.Name is "LARGER" or "ON"));
    }

    private static Difference Searched(SearchQuery query, string path, bool isFoundByUs)
    {
        (ImapNode found, ImapNode not) = (ImapNode.Atom("found"), ImapNode.Atom("not-found"));
        return new Difference(Message, query.ToString(), path, isFoundByUs ? found : not, isFoundByUs ? not : found) { Query = query };
    }
}
