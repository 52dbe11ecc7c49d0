using Postroom.Store.Contract;

namespace Postroom.Store.Tests.Memory;

public sealed class YieldingMemoryMessages : MessageContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryNames : NameContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryAccountDirectory : AccountDirectoryContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryFlags : FlagContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryCheck : CheckContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryDerivation : DerivationContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryBounds : BoundsContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryHistory : HistoryContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryDurability : DurabilityContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryConcurrency : ConcurrencyContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryModels : ModelContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryCopiedBack : CopiedBackContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryLimits : LimitContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemorySharing : SharingContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemorySharedWith : SharedWithContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryLargeAdds : LargeAddContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryScattered : ScatteredContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemorySharedCopies : SharedCopyContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryKeptOctets : KeptOctetsContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryLargeAcross : LargeAcrossContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryLargeCopies : LargeCopyContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryTakingOut : TakingOutContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryLargeRenames : LargeRenameContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}

public sealed class YieldingMemoryAcross : AcrossContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(7));
}
