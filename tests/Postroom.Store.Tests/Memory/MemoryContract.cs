using Postroom.Store.Contract;

namespace Postroom.Store.Tests.Memory;

public sealed class MemoryMessages : MessageContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryNames : NameContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryAccountDirectory : AccountDirectoryContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryFlags : FlagContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryCheck : CheckContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryDerivation : DerivationContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryBounds : BoundsContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryHistory : HistoryContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryDurability : DurabilityContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryConcurrency : ConcurrencyContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryModels : ModelContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryCopiedBack : CopiedBackContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryLimits : LimitContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemorySharing : SharingContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemorySharedWith : SharedWithContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryLargeAdds : LargeAddContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryScattered : ScatteredContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemorySharedCopies : SharedCopyContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryKeptOctets : KeptOctetsContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryLargeAcross : LargeAcrossContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryLargeCopies : LargeCopyContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryTakingOut : TakingOutContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryLargeRenames : LargeRenameContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}

public sealed class MemoryAcross : AcrossContract
{
    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(null));
}
