namespace Postroom.Peers.Tests.Mail;

/// <summary>Address fields, from RFC 5322's examples to what spam and old mailers write.</summary>
internal static class AddressMessages
{
    private static readonly (string Name, string Field)[] Fields =
    [
        ("plain", "From: ann@example.org"),
        ("angle", "From: <ann@example.org>"),
        ("name", "From: Ann Example <ann@example.org>"),
        ("quoted name", "From: \"Ann Q. Example\" <ann@example.org>"),
        ("quoted name with quotes", "From: \"Ann \\\"the one\\\" Example\" <ann@example.org>"),
        ("quoted name with a backslash", "From: \"back\\\\slash\" <ann@example.org>"),
        ("quoted name with a needless escape", "From: \"An\\n\" <ann@example.org>"),
        ("name of several words and strings", "From: Ann \"Q.\" Example <ann@example.org>"),
        ("name with a dot", "From: Ann Q. Example <ann@example.org>"),
        ("empty quoted name", "From: \"\" <ann@example.org>"),
        ("comment as name", "From: ann@example.org (Ann Example)"),
        ("comment within", "From: Ann (not the other one) Example <ann@example.org>"),
        ("comments everywhere", "From: (a) Ann (b) <(c) ann (d) @ (e) example.org (f)> (g)"),
        ("nested comment", "From: ann@example.org (Ann (who (else)) Example)"),
        ("comment with escapes", "From: ann@example.org (a \\( b \\) c)"),
        ("spaces around", "From:   Ann   Example   <  ann @ example . org  >  "),
        ("quoted local part", "From: \"ann example\"@example.org"),
        ("quoted local part with specials", "From: <\"a@b\\\"c\"@example.org>"),
        ("domain literal", "From: Ann <ann@[192.0.2.1]>"),
        ("domain literal with spaces", "From: Ann <ann@[ 192.0.2.1 ]>"),
        ("route", "From: Ann <@relay.example.net,@second.example.net:ann@example.org>"),
        ("no domain", "From: ann"),
        ("no domain, angle", "From: Ann <ann>"),
        ("no local part", "From: <@example.org>"),
        ("empty angle", "From: <>"),
        ("name and empty angle", "From: Mail Delivery System <>"),
        ("empty", "From:"),
        ("only spaces", "From:    "),
        ("two", "From: ann@example.org, bob@example.org"),
        ("empty list elements", "From: ,, ann@example.org ,, bob@example.org ,"),
        ("group", "To: Friends: ann@example.org, Bob <bob@example.org>;"),
        ("empty group", "To: undisclosed-recipients:;"),
        ("empty group with comment", "To: undisclosed recipients: (nobody) ;"),
        ("group between addresses", "To: first@example.org, A Group:Ed Jones <joe@where.test>,joe@where.test;, last@example.org"),
        ("quoted group name", "To: \"The: Group\": ann@example.org;"),
        ("two groups", "To: a: a@example.org; , b: b@example.org;"),
        ("group without end", "To: Friends: ann@example.org, bob@example.org"),
        ("semicolons as separators", "To: ann@example.org; bob@example.org; Carl <carl@example.org>"),
        ("encoded word", "From: =?iso-8859-1?Q?J=FCrgen?= <j@example.org>"),
        ("encoded words", "From: =?utf-8?B?SsO8cmdlbg==?= =?utf-8?B?TcO8bGxlcg==?= <j@example.org>"),
        ("encoded word in quotes", "From: \"=?utf-8?Q?J=C3=BCrgen?=\" <j@example.org>"),
        ("raw utf-8", "From: " + TestMessage.Utf8("Jürgen Müller") + " <j@example.org>"),
        ("raw utf-8 in quotes", "From: \"" + TestMessage.Utf8("Jürgen, Müller") + "\" <j@example.org>"),
        ("raw latin-1", "From: J\u00fcrgen <j@example.org>"),
        ("utf-8 address", "From: <" + TestMessage.Utf8("jürgen@müller.example") + ">"),
        ("two at signs", "From: ann@bob@example.org"),
        ("unclosed angle", "From: Ann <ann@example.org"),
        ("unclosed quote", "From: \"Ann <ann@example.org>"),
        ("unclosed comment", "From: ann@example.org (Ann"),
        ("unopened angle", "From: Ann ann@example.org>"),
        ("address in name", "From: \"ann@example.org\" <bob@example.org>"),
        ("bare address as name", "From: ann@example.org <ann@example.org>"),
        ("colon in angle", "To: <C:`Bulk.x.txt@example.org>"),
        ("colon in a word", "To: ann@example.org, b: 08:28.617 c;"),
        ("brackets in name", "From: [list] Ann <ann@example.org>"),
        ("two angles", "From: <ann@example.org> <bob@example.org>"),
        ("text after angle", "From: <ann@example.org> Ann Example"),
        ("brackets in name", "From: Ann [Example] <ann@example.org>"),
        ("dots at the ends", "From: .ann.@example.org."),
        ("doubled dots", "From: ann..q@example..org"),
        ("mailto", "From: mailto:ann@example.org"),
        ("tabs and folds", "From: Ann\n\tExample\n <ann@example.org>,\n\tbob@example.org"),
        ("fold inside quotes", "From: \"Ann\n Example\" <ann@example.org>"),
        ("fold inside address", "From: <ann@\n example.org>"),
        ("star", "To: *, all"),
        ("control characters", "From: A\u0001nn <ann@example.org>"),
        ("backslash outside quotes", "From: Ann\\ Example <ann@example.org>"),
    ];

    public static IEnumerable<TestMessage> All { get; } =
    [
        .. Fields.Select(f => TestMessage.Of("address: " + f.Name, $"""
            {f.Field}
            Subject: {f.Name}
            Date: Mon, 3 Feb 2025 10:20:30 +0100

            About addresses.

            """)),
        TestMessage.Of("address: sender and reply-to differ", """
            From: a@example.org, b@example.org
            Sender: Secretary <s@example.org>
            Reply-To: list@example.org, Other <o@example.org>
            To: t@example.org
            Cc: c@example.org
            Bcc: hidden@example.org
            Subject: all of them

            x
            """),
        TestMessage.Of("address: empty sender and reply-to", "From: a@example.org\nSender:\nReply-To: \nSubject: defaults\n\nx\n"),
        TestMessage.Of("address: sender without from", "Sender: s@example.org\nSubject: no From\n\nx\n"),
        TestMessage.Of("address: fields twice", "From: a@example.org\nFrom: b@example.org\nTo: c@example.org\nTo: d@example.org\nSubject: one\nSubject: two\n\nx\n"),
        TestMessage.Of("address: reply-to is a group", "From: a@example.org\nReply-To: none:;\nSubject: x\n\nx\n"),
        TestMessage.Of("address: two hundred", "To: " + string.Join(",\n ", Enumerable.Range(0, 200).Select(i => $"N{i} <n{i}@example.org>")) + "\nSubject: many\n\nx\n"),
    ];
}
