using System.Globalization;
using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Session;

/// <summary>Many sessions want the same messages at the same moment, for hundreds of rounds: each message goes to one of them, and nothing is done twice.</summary>
public sealed class RaceTests
{
    private const int Rivals = 8;

    /// <summary>RFC 7162 §3.1.3: UNCHANGEDSINCE is a compare and set.</summary>
    [Theory, EveryStore]
    public async Task Of_all_who_store_at_one_modseq_one_wins(TestStore store)
    {
        await using var race = await Race.StartAsync(store, Rivals, messages: 2);
        for (int round = 0; round < 200; round++)
        {
            // Who stores what is there already changes nothing, so no word is that of the round before.
            string[] words = [.. Enumerable.Range(0, Rivals).Select(i => (round % 2 == 0 ? "even" : "odd") + i)];
            (await race.Judge.DoAsync("UID FETCH 1:2 (MODSEQ)")).ShouldStart("OK");
            ulong before = race.Judge.Untagged.Max(ModSeqOf);
            string[] answers = await race.AllAsync(i => $"UID STORE 1:2 (UNCHANGEDSINCE {before}) FLAGS.SILENT ({words[i]})");
            Assert.All(answers, static answer => answer.ShouldStart("OK"));
            int winner = Array.FindIndex(answers, static answer => !answer.Contains("[MODIFIED", StringComparison.Ordinal));
            Assert.Equal(1, answers.Count(static answer => !answer.Contains("[MODIFIED", StringComparison.Ordinal)));
            Assert.All(answers.Where((_, i) => i != winner), static answer => answer.ShouldStart("OK [MODIFIED 1:2]"));

            (await race.Judge.DoAsync("NOOP")).ShouldStart("OK"); // what is new is told now, and not beside the answer
            (await race.Judge.DoAsync("UID FETCH 1:2 (FLAGS)")).ShouldStart("OK");
            Assert.Equal(2, race.Judge.Untagged.Count(line => line.Contains($" {words[winner]})", StringComparison.Ordinal) || line.Contains($"({words[winner]})", StringComparison.Ordinal)));
        }
    }

    /// <summary>RFC 6851 §3.3: each message is moved once, whoever moves it, and COPYUID tells each its own.</summary>
    [Theory, EveryStore]
    public async Task Of_all_who_move_the_same_messages_each_message_goes_with_one(TestStore store)
    {
        const int Messages = 20;
        await using var race = await Race.StartAsync(store, Rivals, Messages, "there");
        string from = "INBOX", to = "there";
        for (int round = 0; round < 100; round++)
        {
            string[] answers = await race.AllAsync(i => i % 2 == 0 ? $"UID MOVE 1:* {to}" : $"MOVE 1:{Messages} {to}");
            var sources = new List<uint>();
            var targets = new List<uint>();
            for (int i = 0; i < Rivals; i++)
            {
                Assert.True(answers[i].StartsWith("OK", StringComparison.Ordinal) || answers[i].StartsWith("NO [EXPUNGEISSUED]", StringComparison.Ordinal), answers[i]);
                foreach (string line in race.Told(i).Append(answers[i]).Where(static line => line.Contains("[COPYUID ", StringComparison.Ordinal)))
                {
                    string[] code = line[(line.IndexOf("[COPYUID ", StringComparison.Ordinal) + 9)..line.IndexOf(']', StringComparison.Ordinal)].Split(' ');
                    sources.AddRange(Numbers(code[1]));
                    targets.AddRange(Numbers(code[2]));
                }
            }

            Assert.Equal(Messages, sources.Distinct().Count());
            Assert.Equal((Messages, Messages), (sources.Count, targets.Distinct().Count()));
            (await race.Judge.DoAsync($"STATUS {from} (MESSAGES)")).ShouldStart("OK");
            Assert.Contains(race.Judge.Untagged, static line => line.EndsWith("(MESSAGES 0)", StringComparison.Ordinal));
            (await race.Judge.DoAsync($"STATUS {to} (MESSAGES)")).ShouldStart("OK");
            Assert.Contains(race.Judge.Untagged, static line => line.EndsWith($"(MESSAGES {Messages})", StringComparison.Ordinal));

            (from, to) = (to, from);
            await race.AllAsync(_ => $"SELECT {from}");
        }
    }

    /// <summary>RFC 8508 §3: one new message stands in place of the old one, however many bring one.</summary>
    [Theory, EveryStore]
    public async Task Of_all_who_replace_a_message_one_does(TestStore store)
    {
        await using var race = await Race.StartAsync(store, Rivals, messages: 1);
        uint uid = 1;
        for (int round = 0; round < 200; round++)
        {
            string[] answers = await race.AllAsync(i => $"UID REPLACE {uid} INBOX {{12+}}\r\nSubject: {i}\r\n");
            int[] done = [.. Enumerable.Range(0, Rivals).Where(i => answers[i].StartsWith("OK", StringComparison.Ordinal))];
            int winner = Assert.Single(done);
            Assert.All(answers.Where((_, i) => i != winner), static answer => Assert.True(
                answer.StartsWith("NO [EXPUNGEISSUED]", StringComparison.Ordinal) || answer.StartsWith("NO [NONEXISTENT]", StringComparison.Ordinal), answer));
            uid++;
            await race.AllAsync(_ => "NOOP");
            (await race.Judge.DoAsync("NOOP")).ShouldStart("OK");
            (await race.Judge.DoAsync("UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (Subject)])")).ShouldStart("OK");
            Assert.Equal($"Subject: {winner}", race.Judge.Untagged.Single(static line => line.StartsWith("Subject:", StringComparison.Ordinal)));
            (await race.Judge.DoAsync("UID SEARCH ALL")).ShouldStart("OK");
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"* SEARCH {uid}"), race.Judge.Untagged);
        }
    }

    /// <summary>What fails in its middle leaves mailbox, quota and UIDNEXT as they were, while others append: all that is there was acknowledged.</summary>
    [Theory, EveryStore]
    public async Task What_fails_in_its_middle_leaves_nothing_beside_those_who_append(TestStore store)
    {
        await using var race = await Race.StartAsync(store, Rivals, messages: 1);
        string[] failing =
        [
            "APPEND INBOX {3+}\r\nabc CATENATE (TEXT {3+}\r\ndef URL \"/INBOX/;UID=4000000000\") {3+}\r\nghi",
            "APPEND INBOX {3+}\r\nabc (\\Seen) {0+}\r\n {3+}\r\nghi",
            "APPEND INBOX CATENATE (URL \"/INBOX/;UID=1\" URL \"/INBOX/;UID=1/;SECTION=7\")",
            "APPEND INBOX {3+}\r\nabc \"no date\" {3+}\r\nabc",
            "UID REPLACE 1 INBOX CATENATE (TEXT {3+}\r\nabc URL \"/INBOX/;UID=4000000000\")",
            "UID REPLACE 1 INBOX {0+}\r\n",
        ];
        const int Rounds = 50;
        for (int round = 0; round < Rounds; round++)
        {
            string[] answers = await race.AllAsync(i => i < failing.Length ? failing[i] : "APPEND INBOX {3+}\r\nabc {3+}\r\ndef");
            Assert.All(answers[..failing.Length], static answer => Assert.False(answer.StartsWith("OK", StringComparison.Ordinal), answer));
            Assert.All(answers[failing.Length..], static answer => answer.ShouldStart("OK [APPENDUID"));
        }

        const int Appended = 2 * (Rivals - 6) * Rounds;
        (await race.Judge.DoAsync("STATUS INBOX (MESSAGES UIDNEXT)")).ShouldStart("OK");
        Assert.Contains(race.Judge.Untagged, static line => line.EndsWith($"(MESSAGES {1 + Appended} UIDNEXT {2 + Appended})", StringComparison.Ordinal));
        Assert.Equal((1 + Appended, race.FirstOctets + (3 * Appended)), await race.QuotaAsync());
    }

    private static ulong ModSeqOf(string line)
    {
        int start = line.IndexOf("MODSEQ (", StringComparison.Ordinal);
        return start < 0 ? 0 : ulong.Parse(line.AsSpan(start + 8, line.IndexOf(')', start) - start - 8), CultureInfo.InvariantCulture);
    }

    private static IEnumerable<uint> Numbers(string set) => set.Split(',').SelectMany(static range =>
    {
        uint[] ends = [.. range.Split(':').Select(static number => uint.Parse(number, CultureInfo.InvariantCulture))];
        return Enumerable.Range((int)ends[0], (int)(ends[^1] - ends[0]) + 1).Select(static number => (uint)number);
    });
}
