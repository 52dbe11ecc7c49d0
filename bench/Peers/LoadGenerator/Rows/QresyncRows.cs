using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LoadGenerator.Rows;

/// <summary>What a phone asks when it comes back: SELECT (QRESYNC (uidvalidity modseq)), after ten flags have changed and five messages are gone (RFC 7162 §3.2.5).</summary>
internal static partial class QresyncRows
{
    private const int Changed = 10;
    private const int Gone = 5;

    public static IEnumerable<Row> All(Box[] boxes)
    {
        foreach (Box box in boxes)
        {
            string mailbox = $"q{box.Count}";
            yield return new($"qresync-{box.Count}", "commands", run =>
            {
                ImapConnection imap = run.Login(Box.Owner);
                ImapConnection other = run.Login(Box.Owner);
                imap.Ask("ENABLE QRESYNC");
                Restore(other, mailbox, box.Count);
                State before = Look(imap, mailbox);
                Change(other, box.Count);
                State after = Look(imap, mailbox);
                if (after.Messages != box.Count - Gone)
                    throw new WrongAnswerException($"{after.Messages} messages in {mailbox}, but {box.Count - Gone} are right");
                byte[] select = Encoding.ASCII.GetBytes($"SELECT {imap.Name(mailbox)} (QRESYNC ({before.UidValidity} {before.HighestModSeq}))");
                run.Repeat(1, _ =>
                {
                    Answer answer = imap.Run(select).Expect(exists: after.Messages, fetches: Changed);
                    Check(answer.Vanished, after);
                    imap.Leave();
                    return answer;
                });
            }) { Prepare = fixture => fixture.FillCopy(box, mailbox), Needs = "QRESYNC", SkipsCeiling = true };
        }
    }

    // A server that remembers no further back may name every UID that is in the mailbox no more.
    private static void Check(int vanished, State state)
    {
        long everGone = state.UidNext - 1 - state.Messages;
        if (vanished != Gone && vanished != everGone)
            throw new WrongAnswerException($"{vanished} UIDs vanished, but {Gone} are right, or {everGone} of a server that forgets");
    }

    // As it was before a round that was here already: so many messages, none answered.
    private static void Restore(ImapConnection other, string mailbox, int count)
    {
        // Dovecot numbers changes from the moment on when somebody asks for it.
        int there = other.Run($"SELECT {other.Name(mailbox)} (CONDSTORE)").Exists;
        if (there < count)
            other.Run($"COPY 1:{count - there} {other.Name(mailbox)}");
        if (other.Run("SEARCH ANSWERED").Hits > 0)
            other.Run("STORE 1:* -FLAGS.SILENT (\\Answered)");
        other.Select(mailbox).Expect(exists: count);
    }

    // What another client did meanwhile.
    private static void Change(ImapConnection other, int count)
    {
        other.Run($"STORE {Scattered(Gone, count)} +FLAGS.SILENT (\\Deleted)");
        other.Run("EXPUNGE").Expect(expunges: Gone);
        other.Run($"STORE {Scattered(Changed, count)} +FLAGS.SILENT (\\Answered)");
        other.Leave();
    }

    private static string Scattered(int messages, int count) =>
        string.Join(',', Enumerable.Range(1, messages).Select(n => n * (count / (2 * Changed))));

    private static State Look(ImapConnection imap, string mailbox)
    {
        string said = imap.Ask($"STATUS {imap.Name(mailbox)} (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)");
        Dictionary<string, long> numbers = Numbers().Matches(said).ToDictionary(static m => m.Groups[1].Value, static m => long.Parse(m.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        return new((int)numbers["MESSAGES"], numbers["UIDNEXT"], numbers["UIDVALIDITY"], numbers["HIGHESTMODSEQ"]);
    }

    private sealed record State(int Messages, long UidNext, long UidValidity, long HighestModSeq);

    [GeneratedRegex("(MESSAGES|UIDNEXT|UIDVALIDITY|HIGHESTMODSEQ) ([0-9]+)")]
    private static partial Regex Numbers();
}
