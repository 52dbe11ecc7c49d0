using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>Python's imaplib: what most scripts that people write are built on.</summary>
public sealed class ImaplibTests : ClientTest
{
    [ClientFact]
    public async Task Does_everything_that_it_has_a_method_for()
    {
        Assert.NotNull(Server.Imaps);
        ToolResult run = await Home.RunAsync("python3", Script("imaplib_session.py"), $"{Port}", $"{Server.Imaps.Port}", User);
        Assert.Equal("done", run.MustSucceed().Output.Trim());

        MailboxContents work = await ReadAsync("Work");
        Assert.Equal(["s1", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11"], work.Subjects);
        Assert.Equal("\\answered", work["s1"].Flags);
        Assert.True(work["s4"].Has("\\Seen"));
        Assert.Equal(new DateTimeOffset(2024, 2, 29, 12, 30, 45, TimeSpan.Zero), work["s5"].InternalDate);
        MailboxContents later = await ReadAsync("Later");
        Assert.Equal(["s0", "s1", "s2", "s3"], later.Subjects);
        Assert.Equal("\\flagged \\seen important", later["s0"].Flags);
        Assert.Contains((await Eyes.OkAsync("LSUB \"\" *")).Named("LSUB"), line => line[2].Value == "Work");
    }
}
