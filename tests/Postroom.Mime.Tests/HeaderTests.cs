using System.Globalization;
using System.Text;

namespace Postroom.Mime.Tests;

public sealed class HeaderTests
{
    [Theory]
    [InlineData("John Doe <jdoe@machine.example>", "John Doe|NIL|jdoe|machine.example")]
    [InlineData("\"Joe Q. Public\" <john.q.public@example.com>", "Joe Q. Public|NIL|john.q.public|example.com")]
    [InlineData("Joe Q. Public <john.q.public@example.com>", "Joe Q. Public|NIL|john.q.public|example.com")]
    [InlineData("\"Giant; \\\"Big\\\" Box\" <sysservices@example.net>, jdoe@example.org", "Giant; \"Big\" Box|NIL|sysservices|example.net / NIL|NIL|jdoe|example.org")]
    [InlineData("A Group:Ed Jones <c@a.test>,joe@where.test;", "[A Group / Ed Jones|NIL|c|a.test / NIL|NIL|joe|where.test / ]")]
    [InlineData("Undisclosed recipients:;", "[Undisclosed recipients / ]")]
    [InlineData("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", "Pete|NIL|pete|silly.test")]
    [InlineData("Mary Smith <@node.test:mary@example.net>, , jdoe@test   . example", "Mary Smith|@node.test|mary|example.net / NIL|NIL|jdoe|test.example")]
    [InlineData("john . smith @ example . com", "NIL|NIL|john.smith|example.com")]
    [InlineData("jdoe@example.org (Jon Doe)", "Jon Doe|NIL|jdoe|example.org")]
    [InlineData("root", "NIL|NIL|root|")]
    [InlineData("Root User", "NIL|NIL|Root User|")]
    [InlineData("a@[192.0.2.1]", "NIL|NIL|a|[192.0.2.1]")]
    [InlineData("\"john doe\"@example.com", "NIL|NIL|john doe|example.com")]
    [InlineData("joe@example.com <joe@example.com>", "joe@example.com|NIL|joe|example.com")]
    [InlineData("=?utf-8?Q?J=C3=B6?= <j@x>", "=?utf-8?Q?J=C3=B6?=|NIL|j|x")]
    [InlineData("a <b@c", "a|NIL|b|c")]
    [InlineData("<>", "NIL|NIL||")]
    [InlineData("<C:`Bulk.x.txt@example.org>", "NIL|NIL|C:`Bulk.x.txt|example.org")] // seen in spam of 2002
    [InlineData("[SPAM] Joe <joe@example.org>", "[SPAM] Joe|NIL|joe|example.org")]
    [InlineData("joe@example.org>, Ann> <ann@example.org>", "NIL|NIL|joe|example.org / Ann|NIL|ann|example.org")]
    [InlineData("a:10:08,b;", "[a / NIL|NIL|10:08| / NIL|NIL|b| / ]")]
    [InlineData("a\r\n b <c@d>", "a b|NIL|c|d")]
    [InlineData("", "")]
    public void Addresses(string field, string wanted)
    {
        string found = string.Join(" / ", AddressList.Parse(Encoding.UTF8.GetBytes(field)).Select(a => a.Kind switch
        {
            MailAddressKind.GroupStart => "[" + Describe.Text(a.Mailbox),
            MailAddressKind.GroupEnd => "]",
            _ => string.Join('|', Describe.Text(a.Name), Describe.Text(a.Route), Describe.Text(a.Mailbox), Describe.Text(a.Host)),
        }));
        Assert.Equal(wanted, found);
    }

    /// <summary>RFC 6532 §3.2: names and addresses may be UTF-8 as they are.</summary>
    [Fact]
    public void Utf8_addresses_stay_bytes()
    {
        MailAddress address = Assert.Single(AddressList.Parse("Jörg <jörg@bücher.example>"u8.ToArray()));
        Assert.Equal("jörg", Encoding.UTF8.GetString(address.Mailbox!.Value.Span));
        Assert.Equal("bücher.example", Encoding.UTF8.GetString(address.Host!.Value.Span));
    }

    /// <summary>RFC 2047 §8.</summary>
    [Theory]
    [InlineData("=?ISO-8859-1?Q?a?=", "a")]
    [InlineData("=?ISO-8859-1?Q?a?= b", "a b")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab")]
    [InlineData("=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab")]
    [InlineData("=?ISO-8859-1?Q?a_b?=", "a b")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b")]
    [InlineData("=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=", "If you can read this you understand the example.")]
    [InlineData("=?US-ASCII*EN?Q?Keith_Moore?= <moore@cs.utk.edu>", "Keith Moore <moore@cs.utk.edu>")]
    [InlineData("=?utf-8?B?w6TD?= =?utf-8?B?tg==?=", "äö")]
    [InlineData("=?utf-8?Q?broken", "=?utf-8?Q?broken")]
    [InlineData("=?utf-8?X?a?=", "=?utf-8?X?a?=")]
    [InlineData("=?x?= =?utf-8?q?a?=", "=?x?= a")]
    [InlineData("plain", "plain")]
    [InlineData("=?koi8-r?B?8NLJ18XU?=", "Привет")]
    [InlineData("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?no-such?Q?caf=C3=A9?=", "café")]
    [InlineData("=?utf-8?Q?what?_now?=", "what? now")]
    public void Encoded_words(string value, string wanted) => Assert.Equal(wanted, EncodedWords.Decode(Encoding.Latin1.GetBytes(value)));

    /// <summary>RFC 2231 §3, §4, §4.1.</summary>
    [Theory]
    [InlineData("message/external-body; access-type=URL; URL*0=\"ftp://\"; URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\"", "url", "ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar")]
    [InlineData("application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", "title", "This is ***fun***")]
    [InlineData("application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"", "title", "This is even more ***fun*** isn't it!")]
    [InlineData("a/b; name=\"=?utf-8?B?w6Q=?=.txt\"", "name", "ä.txt")]
    [InlineData("a/b; name=x; name*=utf-8''%c3%a4", "name", "ä")]
    [InlineData("a/b; name*1=b; name*0=a", "name", "ab")]
    [InlineData("a/b; name*=broken%zz", "name", "broken%zz")]
    [InlineData("text/plain; charset=us-ascii (Plain text)", "charset", "us-ascii")]
    [InlineData("a/b; ; =x; name = \"y", "name", "y")]
    [InlineData("a/b; name*999999999999=x", "name", null)]
    public void Parameters(string field, string name, string? wanted) =>
        Assert.Equal(wanted, ContentType.Parse(Encoding.Latin1.GetBytes(field))!.Parameters.Decode(Encoding.ASCII.GetBytes(name)));

    /// <summary>RFC 2231 §6: BODYSTRUCTURE shows parameters put together, still encoded; pieces that do not belong together stay.</summary>
    [Theory]
    [InlineData("a/b; url*0=\"ftp://\"; URL*1=x; z=1", "url=ftp://x|z=1")]
    [InlineData("a/b; name*1=two; name*0=one", "name=onetwo")]
    [InlineData("a/b; n*0*=utf-8''one%20; n*1=\"two three\"; n*2*=%20four", "n*=utf-8''one%20two%20three%20four")]
    [InlineData("a/b; n*0=one; n*2=three", "n*0=one|n*2=three")]
    [InlineData("a/b; n*0=one; n*1=two; n*3=four", "n=onetwo|n*3=four")]
    [InlineData("a/b; n*0=only", "n*0=only")]
    [InlineData("a/b; n=plain; n*0=a; m=1; n*1=b", "n=plain|n=ab|m=1")]
    [InlineData("a/b; n*0=a; n*0=again; n*1=b", "n=ab")]
    [InlineData("a/b; *0=a; *1=b; n**0=x; n*x=y", "*0=a|*1=b|n**0=x|n*x=y")]
    public void Continuations_are_put_together(string field, string wanted)
    {
        MimeParameters parameters = ContentType.Parse(Encoding.Latin1.GetBytes(field))!.Parameters.WithoutContinuations();
        Assert.Equal(wanted, string.Join('|', parameters.Select(p => Encoding.Latin1.GetString(p.Name.Span) + "=" + Encoding.Latin1.GetString(p.Value.Span))));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("")]
    [InlineData("/plain")]
    [InlineData("text/; charset=x")]
    public void A_type_that_is_none_is_plain_text(string field)
    {
        Assert.Null(ContentType.Parse(Encoding.Latin1.GetBytes(field)));
        Assert.Equal("text/plain", Describe.Shape(Describe.Parse("Content-Type: " + field + "\n\nx").Root));
    }

    [Theory]
    [InlineData("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("Tue, 1 Jul 2003 10:52:37 +0200", "2003-07-01T10:52:37+02:00")]
    [InlineData("Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)", "1969-02-13T23:32:00-03:30")]
    [InlineData("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06+00:00")]
    [InlineData("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("21 Nov 1997 09 :55 -0600", "1997-11-21T09:55:00-06:00")]
    [InlineData("21 Nov 1997 09: 55 : 06", "1997-11-21T09:55:06+00:00")]
    [InlineData("21 : Nov : 1997 : 1 : 2 : 3 : 4 : 5 : 6 : 7 : 8 : 9 : 10 : 11 : 12 : 13 : 14 : 15 : 16 : 17 : 18 : 19 : 20", "1997-11-21T00:00:00+00:00")]
    [InlineData("21 Nov 97 09:55:06 PST", "1997-11-21T09:55:06-08:00")]
    [InlineData("21 Nov 97 09:55:06 EDT", "1997-11-21T09:55:06-04:00")]
    [InlineData("Thu Aug 22 12:36:23 2002", "2002-08-22T12:36:23+00:00")]
    [InlineData("Thu, 22 Aug 102 12:36:23 +0000", "2002-08-22T12:36:23+00:00")]
    [InlineData("22-Aug-02 12:36", "2002-08-22T12:36:00+00:00")]
    [InlineData("2002-08-22T12:36:23Z", "2002-08-22T12:36:23+00:00")]
    [InlineData("2002-08-22 12:36:23 +02:00", "2002-08-22T12:36:23+02:00")]
    [InlineData("Thu, 22 Aug 2002 12:36:23 GMT+0200", "2002-08-22T12:36:23+02:00")]
    [InlineData("Thu, 22 August 2002 12:36:23 PM", "2002-08-22T12:36:23+00:00")]
    [InlineData("August 22, 2002", "2002-08-22T00:00:00+00:00")]
    [InlineData("Thu, 22 Aug 2002 23:59:60 +0000", "2002-08-22T23:59:59+00:00")]
    [InlineData("Thu, 22 Aug 2002 12:36:23 +9959", "2002-08-22T12:36:23+00:00")]
    [InlineData("yesterday", null)]
    [InlineData("31 Feb 2002 00:00", null)]
    [InlineData("", null)]
    public void Dates(string field, string? wanted)
    {
        DateTimeOffset? date = MessageDate.Parse(Encoding.Latin1.GetBytes(field));
        Assert.Equal(wanted, date?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("<1234@local.machine.example>", "1234@local.machine.example")]
    [InlineData("<1234@local.machine.example> <3456@example.net>", "1234@local.machine.example 3456@example.net")]
    [InlineData("Your message of Monday <a@b>", "a@b")]
    [InlineData("<\"01KF8JCEOCBS0045PS\"@xxx.yyy.com>", "01KF8JCEOCBS0045PS@xxx.yyy.com")]
    [InlineData("<a@\r\n b>", "a@b")]
    [InlineData("<unclosed@x", "unclosed@x")]
    [InlineData("none", "")]
    public void Message_ids(string field, string wanted) =>
        Assert.Equal(wanted, string.Join(' ', MessageIds.Parse(Encoding.Latin1.GetBytes(field)).Select(Describe.Text)));
}
