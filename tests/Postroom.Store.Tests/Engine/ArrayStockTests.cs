using Postroom.Store.Engine;

namespace Postroom.Store.Tests.Engine;

/// <summary>Arrays that are used again: long enough, and nobody else's.</summary>
public sealed class ArrayStockTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(4096)]
    [InlineData(4097)]
    public void An_array_has_the_room_that_was_asked_for(int least) => Assert.True(ArrayStock.Rent<Asked>(least).Length >= least);

    [Fact]
    public void What_was_returned_is_used_again_where_it_is_long_enough()
    {
        Again[] array = ArrayStock.Rent<Again>(100);
        ArrayStock.Return(array);

        Again[] longer = ArrayStock.Rent<Again>(array.Length + 1);

        Assert.NotSame(array, longer);
        Assert.Same(array, ArrayStock.Rent<Again>(array.Length));
        Assert.NotSame(array, ArrayStock.Rent<Again>(array.Length));
    }

    [Fact]
    public void Long_ones_and_many_are_not_kept()
    {
        Kept[] large = ArrayStock.Rent<Kept>(ArrayStock.MostKept + 1);
        ArrayStock.Return(large);
        Assert.NotSame(large, ArrayStock.Rent<Kept>(large.Length));

        Kept[][] many = [.. Enumerable.Range(0, ArrayStock.Places + 1).Select(_ => ArrayStock.Rent<Kept>(1))];
        Assert.Distinct(many);
        Array.ForEach(many, ArrayStock.Return);
        Kept[][] again = [.. many.Select(_ => ArrayStock.Rent<Kept>(1))];
        Assert.Equal(ArrayStock.Places, again.Count(many.Contains));
    }

    [Fact]
    public void Nobody_gets_one_that_another_has() => Parallel.For(0, 8, worker =>
    {
        for (int i = 0; i < 2000; i++)
        {
            Held[] array = ArrayStock.Rent<Held>(16);
            Array.Fill(array, new Held(worker));
            Assert.All(array, held => Assert.Equal(worker, held.Worker));
            ArrayStock.Return(array);
        }
    });

    private readonly record struct Asked;

    private readonly record struct Again;

    private readonly record struct Kept;

    private readonly record struct Held(int Worker);
}
