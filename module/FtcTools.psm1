# No cmdlet of a module that a session has not loaded yet: loading it would take longer than all the rest.
if (-not [System.IO.File]::Exists("$PSScriptRoot/bin/FtcTools.PowerShell.dll")) {
    throw "FtcTools is not built yet: run 'dotnet build src/FtcTools.PowerShell' in '$(Split-Path $PSScriptRoot)' and import it again."
}
if (-not ('FtcTools.Loader.ModuleLoadContext' -as [type])) {
    # Not Add-Type: it would load the C# compiler, and the import would take three times as long.
    $null = [System.Runtime.Loader.AssemblyLoadContext]::Default.LoadFromAssemblyPath("$PSScriptRoot/bin/FtcTools.Loader.dll")
}
$cmdlets = Import-Module -Assembly ([FtcTools.Loader.ModuleLoadContext]::Load()) -PassThru

# The engine takes an assembly that it has seen before from a cache and does not export its cmdlets again, so 'Import-Module -Force'
# would leave the module empty: https://github.com/PowerShell/PowerShell/issues/20710
$module = $ExecutionContext.SessionState.Module
$export = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
    if (-not $module.ExportedCmdlets.ContainsKey($cmdlet.Name)) { $null = $export.Invoke($module, @(, $cmdlet)) }
}

# For the prompt: the engine's prefix of the verb, ftc, the first letter of the noun.
$verbs = @{ Export = 'ep'; Get = 'g'; Import = 'ip'; Invoke = 'i'; Measure = 'ms'; New = 'n'; Test = 't'; Update = 'ud' }
foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
    $null = $ExecutionContext.InvokeProvider.Item.Set("Alias:$($verbs[$cmdlet.Verb])ftc$($cmdlet.Noun.Substring(3, 1).ToLowerInvariant())", $cmdlet.Name)
}
