namespace LoadGenerator.Rows;

/// <summary>COPY, MOVE and EXPUNGE of up to 10,000 messages a command, and once each of a whole huge mailbox.</summary>
internal static class MoveRows
{
    public static IEnumerable<Row> All(Box[] boxes)
    {
        foreach (Box box in boxes.Take(2))
        {
            bool isHuge = box.Count >= AllRows.Huge;
            int count = isHuge ? box.Count : Math.Min(box.Count, 10_000);
            int mostRounds = isHuge ? 1 : int.MaxValue;
            yield return new($"copy-{count}", "messages", run =>
            {
                ImapConnection imap = run.Select(box);
                while (!run.IsEnough)
                {
                    Fixture.Empty(imap, "work");
                    run.Once(count, () => imap.Run($"COPY 1:{count} {imap.Name("work")}"));
                    Check(run, "work", count);
                }
                imap.Delete("work");
            }) { Prepare = fixture => fixture.Fill(box), MostRounds = mostRounds };

            yield return new($"move-{count}", "messages", run =>
            {
                ImapConnection source = run.Select(box);
                ImapConnection imap = run.Login(Box.Owner);
                while (!run.IsEnough)
                {
                    Fixture.Empty(source, "work");
                    source.Run($"COPY 1:{count} {source.Name("work")}");
                    Fixture.Empty(source, "moved");
                    imap.Select("work");
                    run.Once(count, () => imap.Run($"MOVE 1:{count} {imap.Name("moved")}").Expect(expunges: count));
                    imap.Leave();
                    Check(run, "moved", count);
                }
                source.Delete("work");
                source.Delete("moved");
            }) { Prepare = fixture => fixture.Fill(box), Needs = "MOVE", MostRounds = mostRounds };

            yield return new($"expunge-{count}", "messages", run =>
            {
                ImapConnection source = run.Select(box);
                ImapConnection imap = run.Login(Box.Owner);
                while (!run.IsEnough)
                {
                    Fixture.Empty(source, "work");
                    source.Run($"COPY 1:{count} {source.Name("work")}");
                    imap.Select("work");
                    imap.Run($"STORE 1:{count} +FLAGS.SILENT (\\Deleted)");
                    run.Once(count, () => imap.Run("EXPUNGE").Expect(expunges: count));
                    imap.Leave();
                    Check(run, "work", 0);
                }
                source.Delete("work");
            }) { Prepare = fixture => fixture.Fill(box), MostRounds = mostRounds };
        }
    }

    // A second client sees what the first was told.
    private static void Check(RowRun run, string mailbox, int count)
    {
        using ImapConnection imap = ImapConnection.Select(run.Server.Port, Box.Owner, mailbox, count);
        imap.Logout();
    }
}
