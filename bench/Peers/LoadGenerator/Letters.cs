using System.Text;

namespace LoadGenerator;

/// <summary>The mail that every server gets: message n of each mailbox is <c>Of(n)</c>, the same in every run, so that each answer's size and count is known.</summary>
/// <remarks>Of ten: seven of 4 KB with a plain and an HTML part, two plain ones of 2 KB, one of 20 KB with an attachment.</remarks>
internal static class Letters
{
    /// <summary>Occurs in the text of one letter of a thousand, as a word.</summary>
    public const string RareWord = "zanzibar";

    /// <summary>A part of <see cref="RareWord"/>, for servers whose index knows whole words only.</summary>
    public const string RarePiece = "anziba";

    private static readonly DateTimeOffset First = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string Words = string.Concat(Enumerable.Range(0, 30).Select(static line =>
        $"line {line}: the quick brown fox jumps over the lazy dog and goes on\r\n"));

    private static readonly string Attachment = string.Concat(Enumerable.Range(0, 210).Select(static line =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{line:000000} octets of an attachment that nobody will ever read.")) + "\r\n"));

    public static bool IsSeen(int number) => number % 3 != 0;

    public static bool IsFlagged(int number) => number % 50 == 0;

    /// <summary>When letter n was written and came in: one every ten minutes.</summary>
    public static DateTimeOffset Date(int number) => First.AddMinutes(number * 10.0);

    /// <summary>The flags that letter n has, as in a flag list without its brackets.</summary>
    public static string Flags(int number) => (IsSeen(number), IsFlagged(number)) switch
    {
        (true, true) => "\\Seen \\Flagged",
        (true, false) => "\\Seen",
        (false, true) => "\\Flagged",
        _ => "",
    };

    public static byte[] Of(int number)
    {
        var letter = new StringBuilder(Headers(number));
        string rare = number % 1000 == 7 ? $"and then on to {RareWord} by ship\r\n" : "";
        switch (number % 10)
        {
            case 3 or 6:
                letter.Append("Content-Type: text/plain; charset=us-ascii\r\n\r\nmessage ").Append(number).Append("\r\n").Append(rare).Append(Words);
                break;
            case 9:
                letter.Append("Content-Type: multipart/mixed; boundary=\"=_bound\"\r\n\r\n--=_bound\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nmessage ")
                    .Append(number).Append("\r\n").Append(rare).Append(Words)
                    .Append("--=_bound\r\nContent-Type: application/octet-stream; name=\"report.bin\"\r\nContent-Transfer-Encoding: base64\r\n")
                    .Append("Content-Disposition: attachment; filename=\"report.bin\"\r\n\r\n").Append(Attachment).Append("--=_bound--\r\n");
                break;
            default:
                letter.Append("Content-Type: multipart/alternative; boundary=\"=_bound\"\r\n\r\n--=_bound\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nmessage ")
                    .Append(number).Append("\r\n").Append(rare).Append(Words)
                    .Append("--=_bound\r\nContent-Type: text/html; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n<p>message ")
                    .Append(number).Append("</p>\r\n").Append(Words.AsSpan(0, 800)).Append("\r\n--=_bound--\r\n");
                break;
        }
        return Encoding.ASCII.GetBytes(letter.ToString());
    }

    /// <summary>A plain message of exactly so many octets.</summary>
    public static byte[] OfSize(int number, int octets)
    {
        byte[] letter = new byte[octets];
        int used = Encoding.ASCII.GetBytes(Headers(number) + "Content-Type: text/plain; charset=us-ascii\r\n\r\n", letter);
        byte[] line = Encoding.ASCII.GetBytes("the quick brown fox jumps over the lazy dog and goes on, for a long time indeed\r\n");
        for (; used < octets; used += line.Length)
            line.AsSpan(0, Math.Min(line.Length, octets - used)).CopyTo(letter.AsSpan(used));
        letter[^2] = (byte)'\r';
        letter[^1] = (byte)'\n';
        return letter;
    }

    /// <summary>What FETCH BODY[HEADER.FIELDS (From To Subject Date)] gives: those lines as they stand, and the empty one.</summary>
    public static string FourFields(int number) => $"{From(number)}{To}{Subject(number)}{DateLine(number)}\r\n";

    /// <summary>What FETCH ENVELOPE gives.</summary>
    public static string Envelope(int number)
    {
        string writer = Person($"Writer {number % 97}", $"writer{number % 97}", "example.net");
        return $"ENVELOPE (\"{DateText(number)}\" \"{SubjectText(number)}\" {writer} {writer} {writer} {Person("List", "list", "lists.example.org")} " +
            $"{Person($"Reader {number % 31}", $"reader{number % 31}", "example.com")} NIL \"<{number / 2}.bench@example.net>\" \"<{number}.bench@example.net>\")";

        static string Person(string name, string mailbox, string host) => $"((\"{name}\" NIL \"{mailbox}\" \"{host}\"))";
    }

    private const string To = "To: List <list@lists.example.org>\r\n";

    private static string From(int number) => $"From: \"Writer {number % 97}\" <writer{number % 97}@example.net>\r\n";

    private static string Subject(int number) => $"Subject: {SubjectText(number)}\r\n";

    private static string SubjectText(int number) => $"[list] Re: subject number {number % 1009} of the list";

    private static string DateLine(int number) => $"Date: {DateText(number)}\r\n";

    private static string DateText(int number) => $"{Date(number):ddd, dd MMM yyyy HH:mm:ss} +0000";

    private static string Headers(int number) =>
        $"Return-Path: <list-admin@lists.example.org>\r\n" +
        $"Received: from mail.example.net (mail.example.net [192.0.2.{number % 250}]) by mx.example.org with ESMTP id {number:x8}; {Date(number):ddd, dd MMM yyyy HH:mm:ss} +0000\r\n" +
        $"Received: from localhost (localhost [127.0.0.1]) by mail.example.net with SMTP id {(uint)number * 7:x8}; {Date(number):ddd, dd MMM yyyy HH:mm:ss} +0000\r\n" +
        From(number) + To +
        $"Cc: \"Reader {number % 31}\" <reader{number % 31}@example.com>\r\n" +
        Subject(number) + DateLine(number) +
        $"Message-ID: <{number}.bench@example.net>\r\n" +
        $"In-Reply-To: <{number / 2}.bench@example.net>\r\n" +
        $"References: <{number / 4}.bench@example.net> <{number / 2}.bench@example.net>\r\n" +
        "MIME-Version: 1.0\r\n";
}
