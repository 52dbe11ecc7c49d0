using Postroom.Peers.Servers;
using Postroom.Peers.Tests.Comparing;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests;

/// <summary>Postroom's answers beside Dovecot's, about the same messages in the same mailbox. docs/differences.md says which may differ.</summary>
public sealed class DovecotComparisonTests
{
    private static readonly Lazy<Task<(MailServer Ours, MailServer Theirs)>> Servers = new(async () =>
    {
        Task<MailServer> ours = SharedServer.GetAsync();
        MailServer theirs = await DovecotServer.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => theirs.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return (await ours, theirs);
    });

    private static readonly Lazy<Task<Verdict>> Answers = new(CompareAnswersAsync);
    private static readonly Lazy<Task<Verdict>> Searches = new(CompareSearchesAsync);

    [PeersFact]
    public async Task Every_message_comes_back_as_it_was_sent()
    {
        (FilledMailbox ours, FilledMailbox theirs) = await FillAsync();
        await theirs.DisposeAsync();
        await using FilledMailbox mailbox = ours;
        for (int i = 0; i < Corpus.Messages.Count; i++)
        {
            TestMessage sent = Corpus.Messages[i];
            ImapReply reply = await mailbox.Session.OkAsync(FormattableString.Invariant($"FETCH {i + 1} (RFC822.SIZE BODY.PEEK[])"));
            IReadOnlyDictionary<string, ImapNode> items = reply.Fetched().Single().Items;
            Assert.True(items["BODY[]"].Octets.AsSpan().SequenceEqual(sent.Octets), $"{sent.Name} came back as {Printable.Escape(items["BODY[]"].Octets)}");
            Assert.Equal(FormattableString.Invariant($"{sent.Octets.Length}"), items["RFC822.SIZE"].Value);
        }
    }

    [PeersFact]
    public async Task Fetch_answers_the_same_about_every_message_and_part() => (await Answers.Value).MustBeListed();

    [PeersFact]
    public async Task Search_finds_the_same_messages() => (await Searches.Value).MustBeListed();

    [PeersFact]
    public async Task Each_listed_difference_is_explained_and_still_there()
    {
        string[] rules = [.. DifferenceRules.All.Select(rule => rule.Name)];
        string[] explained =
        [
            .. (await File.ReadAllLinesAsync(Path.Combine(Checkout.Folder, "docs", "differences.md")))
                .Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]),
        ];
        Assert.Equal(rules.Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));

        // Other messages need not show all of them.
        if (Corpus.IsOurs)
            Assert.Equal(rules.Order(StringComparer.Ordinal), (await Answers.Value).RulesUsed.Union((await Searches.Value).RulesUsed).Order(StringComparer.Ordinal));
    }

    private static async Task<(FilledMailbox Ours, FilledMailbox Theirs)> FillAsync()
    {
        (MailServer ours, MailServer theirs) = await Servers.Value;
        FilledMailbox[] filled = await Task.WhenAll(FilledMailbox.CreateAsync(ours, Corpus.Messages), FilledMailbox.CreateAsync(theirs, Corpus.Messages));
        return (filled[0], filled[1]);
    }

    private static async Task<Verdict> CompareAnswersAsync()
    {
        (FilledMailbox ours, FilledMailbox theirs) = await FillAsync();
        await using (ours)
        await using (theirs)
        {
            var comparer = new MessageComparer(ours, theirs);
            List<Difference> found = [];
            for (int i = 0; i < Corpus.Messages.Count; i++)
                found.AddRange(await comparer.CompareAsync(Corpus.Messages[i], i + 1));
            return await ReportAsync(new Verdict(found), FormattableString.Invariant($"FETCH of everything in {Corpus.Messages.Count} messages"));
        }
    }

    private static async Task<Verdict> CompareSearchesAsync()
    {
        (FilledMailbox ours, FilledMailbox theirs) = await FillAsync();
        await using (ours)
        await using (theirs)
        {
            var comparer = new SearchComparer(ours, theirs, Corpus.Messages);
            List<Difference> found = [];
            SearchQuery[] queries = [.. SearchQueries.All(Corpus.Messages.Count)];
            foreach (SearchQuery query in queries)
                found.AddRange(await comparer.CompareAsync(query));
            return await ReportAsync(new Verdict(found), FormattableString.Invariant($"{queries.Length} SEARCHes over {Corpus.Messages.Count} messages"));
        }
    }

    // bench/differences reads it.
    private static async Task<Verdict> ReportAsync(Verdict verdict, string what)
    {
        if (Environment.GetEnvironmentVariable("POSTROOM_REPORT") is { Length: > 0 } file)
            await File.AppendAllTextAsync(file, verdict.Summary(what));
        return verdict;
    }
}
