using Postroom.Peers.Tests.Mail;

namespace Postroom.Peers.Tests.Comparing;

/// <summary>Runs each SEARCH on both servers; a message that only one of them finds is a difference.</summary>
/// <remarks>
/// What a combination of keys must find follows from what the same server found for each key by itself. So only single keys can
/// differ for a reason; a combination that says something else than its keys is a difference of its own, even where both servers agree.
/// </remarks>
internal sealed class SearchComparer(FilledMailbox ours, FilledMailbox theirs, IReadOnlyList<TestMessage> messages)
{
    /// <summary>The path of a combination in which Postroom contradicts what it said of the keys.</summary>
    public const string OursContradicts = "ours contradicts its keys";

    /// <summary>The same for the other server.</summary>
    public const string TheirsContradicts = "theirs contradicts its keys";

    /// <summary>The same, and it is as if all LARGER, or all SMALLER, were one of them.</summary>
    public const string TheirsKeepsOneSize = "theirs keeps one size";

    private static readonly ImapNode Found = ImapNode.Atom("found");
    private static readonly ImapNode NotFound = ImapNode.Atom("not-found");

    private readonly Dictionary<SearchKey, (HashSet<uint> Ours, HashSet<uint> Theirs)> _keys = [];

    /// <summary>Single keys must have been compared before a query that combines them.</summary>
    public async Task<IReadOnlyList<Difference>> CompareAsync(SearchQuery query)
    {
        HashSet<uint>[] results = await Task.WhenAll(RunAsync(ours.Session, query), RunAsync(theirs.Session, query));
        if (query is SearchKey key)
        {
            _keys[key] = (results[0], results[1]);
            return [.. Between(query, "", results[0], results[1])];
        }
        string path = KeptSizes(query).Any(kept => kept.SetEquals(results[1])) ? TheirsKeepsOneSize : TheirsContradicts;
        return
        [
            .. Between(query, OursContradicts, results[0], Follows(query, k => _keys[k].Ours)),
            .. Between(query, path, Follows(query, k => _keys[k].Theirs), results[1]),
        ];
    }

    // What the other server would find if each size that is asked for stood in for all of its kind.
    private IEnumerable<HashSet<uint>> KeptSizes(SearchQuery query) =>
        from size in query.Leaves
        where size.Name is "LARGER" or "SMALLER"
        select Follows(query, k => _keys[k.Name == size.Name ? size : k].Theirs);

    private HashSet<uint> Follows(SearchQuery query, Func<SearchKey, HashSet<uint>> found) =>
        [.. Enumerable.Range(1, messages.Count).Select(n => (uint)n).Where(n => query.Evaluate(key => found(key).Contains(n)))];

    private IEnumerable<Difference> Between(SearchQuery query, string path, HashSet<uint> first, HashSet<uint> second) =>
        first.Except(second).Select(n => new Difference(messages[(int)n - 1], query.ToString(), path, Found, NotFound) { Query = query })
            .Concat(second.Except(first).Select(n => new Difference(messages[(int)n - 1], query.ToString(), path, NotFound, Found) { Query = query }));

    private static async Task<HashSet<uint>> RunAsync(RawImap session, SearchQuery query)
    {
        string literal = query is SearchKey { Literal: not null } ? " " : "";
        ImapReply reply = await session.CommandAsync("SEARCH " + query.Keys + literal, (query as SearchKey)?.LiteralOctets);
        return reply.IsOk ? [.. reply.SearchResult()] : throw new InvalidOperationException($"{query}\nanswered:\n{reply}");
    }
}
