import io.fabric8.kubernetes.api.model.Pod
import io.fabric8.kubernetes.api.model.PodBuilder
import jenkins.model.Jenkins
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud
import org.csanchez.jenkins.plugins.kubernetes.PodTemplate
import org.csanchez.jenkins.plugins.kubernetes.PodTemplateUtils
import org.csanchez.jenkins.plugins.kubernetes.RestrictedPssSecurityContextInjector
import org.csanchez.jenkins.plugins.kubernetes.pipeline.KubernetesAgentErrorCondition
import org.csanchez.jenkins.plugins.kubernetes.pod.retention.OnFailure
import org.csanchez.jenkins.plugins.kubernetes.pod.yaml.YamlMergeStrategy
import org.jenkinsci.plugins.durabletask.BourneShellScript

boolean isDeleted(String phase) {
    Pod pod = new PodBuilder().withNewStatus().withPhase(phase).endStatus().build()
    return new OnFailure().shouldDeletePod(null) { pod }
}

boolean isNotRetried(String reason) {
    return reason in KubernetesAgentErrorCondition.IGNORED_CONTAINER_TERMINATION_REASONS
}

Map<String, Closure> claims = [
    'on-failure-looks-at-the-phase': { isDeleted('Running') && isDeleted('Pending') && !isDeleted('Failed') },
    'pods-are-deleted-by-default': { new KubernetesCloud('claims').podRetention.class.simpleName == 'Never' },
    'deadline-is-not-retried': { isNotRetried('DeadlineExceeded') && isNotRetried('OOMKilled') && !isNotRetried('Evicted') },
    'yaml-replaces-the-template': { YamlMergeStrategy.defaultStrategy().class.simpleName == 'Overrides' },
    'last-of-duplicate-keys-counts': { PodTemplateUtils.parseFromYaml('spec: {nodeName: a, nodeName: b}').spec.nodeName == 'b' },
    'aliases-are-not-resolved': { PodTemplateUtils.parseFromYaml('spec: {nodeName: &a b, hostname: *a}').spec.hostname == 'a' },
    'yes-is-a-boolean': { PodTemplateUtils.parseFromYaml('spec: {hostNetwork: yes}').spec.hostNetwork == true },
    'pods-are-labelled': { new KubernetesCloud('claims').podLabelsMap == [jenkins: 'slave'] },
    'agent-has-1000-seconds': { new PodTemplate().slaveConnectTimeout == 1000 },
    'restricted-option-fills-every-container': {
        KubernetesCloud cloud = new KubernetesCloud('claims')
        cloud.restrictedPssSecurityContext = true
        Pod pod = new PodBuilder().withNewMetadata().withName('claims').endMetadata().withNewSpec()
            .addNewContainer().withName('empty').endContainer()
            .addNewContainer().withName('root').withNewSecurityContext().withRunAsNonRoot(false).endSecurityContext().endContainer()
            .endSpec().build()
        new RestrictedPssSecurityContextInjector().decorate(cloud, pod)
        List containers = pod.spec.containers*.securityContext
        containers*.runAsNonRoot == [true, false] && containers*.capabilities*.drop == [['ALL'], ['ALL']]
    },
    'never-started-after-five-minutes': { BourneShellScript.HEARTBEAT_CHECK_INTERVAL == 300 },
]

['kubernetes', 'durable-task'].each { name ->
    println "${name} ${Jenkins.get().pluginManager.getPlugin(name)?.version}"
}
claims.each { id, holds ->
    try {
        println "${id}: ${holds() ? 'as claimed' : 'DIFFERENT'}"
    } catch (Exception | LinkageError problem) {
        println "${id}: not tried, ${problem}"
    }
}
