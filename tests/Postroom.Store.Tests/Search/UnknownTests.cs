namespace Postroom.Store.Tests;

/// <summary>Conditions of which some cannot be said, combined as in SQL: true, false, unknown.</summary>
public class UnknownTests
{
    // Place 0 holds, 1 does not, 2 is unknown; then the same for the second condition in threes.
    private static readonly Fixed A = new(SearchCost.Snapshot, static i => i / 3), B = new(SearchCost.Text, static i => i % 3);

    [Theory]
    [InlineData("and", "TFU FFF UFU")]
    [InlineData("or", "TTT TFU TUU")]
    [InlineData("not", "FTU FTU FTU")]
    [InlineData("neither", "FFF FTU FUU")]
    [InlineData("not both", "FTU TTT UTU")]
    public async Task Truth_tables(string what, string table)
    {
        SearchCondition condition = what switch
        {
            "and" => new AndCondition([B, A]),
            "or" => new OrCondition([B, A]),
            "not" => new NotCondition(B),
            "neither" => new AndCondition([new NotCondition(A), new NotCondition(B)]),
            _ => new NotCondition(new AndCondition([A, B])),
        };
        ChunkMatch match = await condition.MatchAsync(null!, ChunkMask.First(9), default);
        Assert.True((match.Holds & match.Unknown).IsEmpty);
        Assert.Equal(
            table.Replace(" ", "", StringComparison.Ordinal),
            new string([.. Enumerable.Range(0, 9).Select(i => match.Holds.Contains(i) ? 'T' : match.Unknown.Contains(i) ? 'U' : 'F')]));
    }

    [Fact]
    public async Task Only_what_is_still_open_is_asked()
    {
        B.Asked.Clear();
        await new AndCondition([B, A]).MatchAsync(null!, ChunkMask.First(9), default);
        Assert.Equal([0, 1, 2, 6, 7, 8], B.Asked); // not where A is false
        B.Asked.Clear();
        await new OrCondition([B, A]).MatchAsync(null!, ChunkMask.First(9), default);
        Assert.Equal([3, 4, 5, 6, 7, 8], B.Asked); // not where A is true
    }

    private sealed class Fixed(SearchCost cost, Func<int, int> value) : SearchCondition
    {
        public List<int> Asked { get; } = [];

        public override SearchCost Cost => cost;

        public override ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
        {
            ChunkMask holds = default, unknown = default;
            for (int i = candidates.Next(0); i < 9; i = candidates.Next(i + 1))
            {
                Asked.Add(i);
                switch (value(i))
                {
                    case 0: holds.Add(i); break;
                    case 2: unknown.Add(i); break;
                    default: break;
                }
            }

            return ValueTask.FromResult(new ChunkMatch(holds, unknown));
        }
    }
}
