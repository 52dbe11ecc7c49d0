using System.Reflection;
using System.Runtime.CompilerServices;

namespace Postroom.Architecture.Tests;

/// <summary>A library's public surface in words: one line a type or member, sorted.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the compiler writes for every record, and what every type has.
    private static readonly HashSet<string> Given = new(StringComparer.Ordinal)
    {
        "Equals", "GetHashCode", "ToString", "PrintMembers", "EqualityContract", "<Clone>$", "op_Equality", "op_Inequality", "Deconstruct",
    };

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(char)] = "char", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(double)] = "double", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    public static IEnumerable<string> Of(Assembly library) =>
        library.GetExportedTypes().SelectMany(type => Members(type).Prepend(Head(type))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string Head(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";
        IEnumerable<Type> inherited = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && !type.IsEnum ? [parent] : [];
        string[] bases = [.. inherited.Concat(type.GetInterfaces().Where(static face => face.IsVisible && !face.Name.StartsWith("IEquatable", StringComparison.Ordinal))).Select(Name).Order(StringComparer.Ordinal)];
        return $"{FullName(type)}: {kind}{(bases.Length > 0 && !type.IsEnum ? " : " + string.Join(", ", bases) : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        string prefix = FullName(type) + ".";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [prefix + Signature(type.GetMethod("Invoke")!)];
        }

        return type.GetMembers(Declared).Where(static member => !Given.Contains(member.Name)).Select(Describe).Where(static line => line is not null).Select(line => prefix + line);
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsShown(constructor) && !constructor.IsStatic && !IsCopyConstructor(constructor) => $"new({Parameters(constructor)})",
        MethodInfo method when IsShown(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) => Signature(method),
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsShown) => Property(property),
        FieldInfo { IsSpecialName: false } field when field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly =>
            field.IsLiteral ? $"{field.Name} = {field.GetRawConstantValue() ?? "null"}" : $"{(field.IsStatic ? "static " : "")}{field.Name}: {Name(field.FieldType)}",
        EventInfo happening when IsShown(happening.AddMethod!) => $"event {happening.Name}: {Name(happening.EventHandlerType!)}",
        _ => null,
    };

    private static string Property(PropertyInfo property)
    {
        string index = property.GetIndexParameters() is { Length: > 0 } keys ? $"[{string.Join(", ", keys.Select(Parameter))}]" : "";
        bool isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string set = property.SetMethod is { } setter && IsShown(setter) ? isInit ? " init;" : " set;" : "";
        string get = property.GetMethod is { } getter && IsShown(getter) ? " get;" : "";
        bool isRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        return $"{(property.GetAccessors(nonPublic: true)[0].IsStatic ? "static " : "")}{(isRequired ? "required " : "")}{property.Name}{index}: {Name(property.PropertyType)} {{{get}{set} }}";
    }

    private static string Signature(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static type => type.Name))}>" : "";
        string how = method.IsStatic ? "static " : method is { IsAbstract: true, DeclaringType.IsInterface: false } ? "abstract " : method is { IsVirtual: true, IsFinal: false, DeclaringType.IsInterface: false } ? "virtual " : "";
        return $"{(method.IsPublic ? "" : "protected ")}{how}{method.Name}{generic}({Parameters(method)}): {Name(method.ReturnType)}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string how = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        return $"{how}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")}";
    }

    private static bool IsShown(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && method.DeclaringType is { IsSealed: false });

    private static bool IsCopyConstructor(ConstructorInfo constructor) => constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static string FullName(Type type) => type.DeclaringType is { } outer ? $"{FullName(outer)}.{Name(type)}" : $"{type.Namespace}.{Name(type)}";

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        if (Words.TryGetValue(type, out string? word))
        {
            return word;
        }

        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? type.Name : $"{type.Name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
