using System.Text;
using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>Runs each SEARCH on both servers; a message that only one of them finds is a difference.</summary>
internal sealed class SearchComparer(FilledMailbox ours, FilledMailbox theirs, IReadOnlyList<TestMessage> messages)
{
    private static readonly ImapNode Found = ImapNode.Atom("found");
    private static readonly ImapNode NotFound = ImapNode.Atom("not-found");

    public async Task<IReadOnlyList<Difference>> CompareAsync(SearchQuery query)
    {
        IReadOnlyList<uint>[] results = await Task.WhenAll(RunAsync(ours.Session, query), RunAsync(theirs.Session, query));
        return
        [
            .. results[0].Except(results[1]).Select(n => new Difference(messages[(int)n - 1], query.ToString(), "", Found, NotFound)),
            .. results[1].Except(results[0]).Select(n => new Difference(messages[(int)n - 1], query.ToString(), "", NotFound, Found)),
        ];
    }

    private static async Task<IReadOnlyList<uint>> RunAsync(RawImap session, SearchQuery query)
    {
        ImapReply reply = query.Literal is null
            ? await session.CommandAsync("SEARCH " + query.Keys)
            : await session.CommandAsync($"SEARCH {query.Keys} ", Encoding.Latin1.GetBytes(query.Literal));
        return reply.IsOk ? reply.SearchResult() : throw new InvalidOperationException($"{query}\nanswered:\n{reply}");
    }
}
