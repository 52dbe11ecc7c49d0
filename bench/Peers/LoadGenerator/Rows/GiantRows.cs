using System.Text;

namespace LoadGenerator.Rows;

/// <summary>One message of a gigabyte: the most memory that a server ever has meanwhile. The details say how many MB/s.</summary>
internal static class GiantRows
{
    private const int Octets = 1_000_000_000;

    public static IEnumerable<Row> All()
    {
        yield return Make("memory-append-1g", run =>
        {
            ImapConnection imap = run.Login(Fixture.BigOwner);
            Fixture.Empty(imap, "giant-work");
            byte[] letter = Letters.OfSize(1, Octets);
            run.Tell(PeakMemory.During(run.Server, () => run.Once(1, () =>
            {
                Answer answer = imap.Append(Encoding.ASCII.GetBytes($"APPEND {imap.Name("giant-work")} "), letter);
                answer.Octets = letter.Length;
                return answer;
            })));
            imap.Select("giant-work").Expect(exists: 1);
            imap.Run("FETCH 1 BODY.PEEK[]<999999000.2000>").Expect(fetches: 1, literals: 1000);
            imap.Leave();
            imap.Delete("giant-work");
        }) with { Prepare = static _ => { } };

        yield return Make("memory-fetch-1g", run =>
        {
            ImapConnection imap = run.Select(Fixture.BigOwner, "giant", 1);
            byte[] command = Encoding.ASCII.GetBytes("FETCH 1 BODY.PEEK[]");
            run.Tell(PeakMemory.During(run.Server, () => run.Once(1, () => imap.Run(command).Expect(fetches: 1, literals: Octets))));
        });
    }

    private static Row Make(string name, Action<RowRun> measure) => new(name, "MB", run =>
    {
        run.Server.Restart();
        measure(run);
    })
    {
        Prepare = static fixture => fixture.FillGiant(Octets), IsCost = true, IsCold = true, SkipsCeiling = true, CountsOctets = true, MostRounds = 1,
    };
}
