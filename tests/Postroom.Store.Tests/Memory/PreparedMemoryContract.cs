using Postroom.Store.Contract;

namespace Postroom.Store.Tests.Memory;

/// <summary>Every COPY and MOVE, and every APPEND of more than one, prepared as if it were large: the same rules hold.</summary>
public sealed class PreparedMemoryMessages : MessageContract
{
    protected override StoreOptions Options => base.Options with { LargeCopyMessages = 1, LargeAddMessages = 1 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(3));
}

public sealed class PreparedMemoryConcurrency : ConcurrencyContract
{
    protected override StoreOptions Options => base.Options with { LargeCopyMessages = 1, LargeAddMessages = 1 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(3));
}

public sealed class PreparedMemoryDurability : DurabilityContract
{
    protected override StoreOptions Options => base.Options with { LargeCopyMessages = 1, LargeAddMessages = 1 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(3));
}

public sealed class PreparedMemoryHistory : HistoryContract
{
    protected override StoreOptions Options => base.Options with { LargeCopyMessages = 1, LargeAddMessages = 1 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(3));
}

public sealed class PreparedMemoryModels : ModelContract
{
    protected override StoreOptions Options => base.Options with { LargeCopyMessages = 1, LargeAddMessages = 1 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(3));
}

public sealed class PreparedMemorySharing : SharingContract
{
    protected override StoreOptions Options => base.Options with { LargeCopyMessages = 1, LargeAddMessages = 1 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(3));
}

public sealed class PreparedMemoryAcross : AcrossContract
{
    protected override StoreOptions Options => base.Options with { LargeCopyMessages = 1 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(3));
}

public sealed class PreparedMemoryDerivation : DerivationContract
{
    protected override StoreOptions Options => base.Options with { LargeCopyMessages = 1, LargeAddMessages = 1 };

    protected override ValueTask<IEngineFixture> CreateAsync() => new(new MemoryEngineFixture(3));
}
