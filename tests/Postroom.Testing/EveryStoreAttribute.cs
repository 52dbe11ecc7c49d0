using System.Reflection;
using Xunit.Sdk;

namespace Postroom.Testing;

/// <summary>Runs a theory once with each of <see cref="TestStores.All"/>: <c>[Theory, EveryStore] public Task Name(TestStore store)</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryStoreAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => TestStores.All.Select(store => new object[] { store });
}
